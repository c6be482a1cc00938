"""The measurements that README quotes: ratios within one run, on this machine, in headless Chromium."""
