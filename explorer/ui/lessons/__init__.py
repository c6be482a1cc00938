"""What a page teaches: experiments to try, the page in a minute, and the long text in folds."""
