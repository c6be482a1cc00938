# The app in a container, on CPUs: docker build -t explorer . && docker run -p 7860:7860 explorer
# More in explorer/serving/HOSTING.md
FROM python:3.11-slim

# No root at work; 1000 is the number that Hugging Face Spaces run a container with
RUN useradd --create-home --uid 1000 user \
    && mkdir -p /home/user/app /home/user/.cache/explorer \
    && chown -R user /home/user
USER user
WORKDIR /home/user/app
ENV PATH=/home/user/.venv/bin:$PATH \
    EXPLORER_CACHE=/home/user/.cache/explorer \
    GRADIO_SERVER_NAME=0.0.0.0 \
    GRADIO_SERVER_PORT=7860 \
    OMP_NUM_THREADS=1

# What the app needs, without what training and tests need; PyTorch's wheels for CPUs are a tenth of those for GPUs
COPY --chown=user requirements.txt .
RUN python -m venv /home/user/.venv \
    && sed '/^# What training/,$d' requirements.txt > app.txt \
    && pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu -r app.txt

COPY --chown=user app.py .
COPY --chown=user explorer explorer
COPY --chown=user trained trained

EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['GRADIO_SERVER_PORT']}/health\")"]
CMD ["python", "app.py"]
