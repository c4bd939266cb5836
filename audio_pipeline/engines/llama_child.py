"""The embedded language model's own process: llama.cpp's server on a loopback port.

Run as `python -m audio_pipeline.engines.llama_child --model PATH`. The first line of standard
input is the key that requests must carry; one JSON line on standard output says where the
server listens. The process ends when standard input does, so it never outlives its parent.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from typing import Any

PREFILL_BATCH = 64
"""Tokens of a prompt evaluated at a time. An abandoned request is noticed only between two
batches, so a large batch would make the next request wait."""


def main() -> None:
    """Serve until standard input ends or SIGTERM arrives."""
    parser = argparse.ArgumentParser(prog="llama_child")
    parser.add_argument("--model", required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--context", type=int, default=4096)
    parser.add_argument("--slots", type=int, default=2)
    arguments = parser.parse_args()
    answers = os.fdopen(os.dup(1), "w")
    # Whatever the native code prints goes to the log, never between our lines.
    os.dup2(2, 1)
    key = sys.stdin.readline().strip()
    parent_gone = threading.Thread(target=_exit_with_parent, daemon=True)
    parent_gone.start()
    server = _serve(arguments.model, arguments.threads, arguments.context, arguments.slots, key)
    answers.write(json.dumps({"address": server.listening_address}) + "\n")
    answers.flush()
    parent_gone.join()


def _exit_with_parent() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    # The server's own shutdown would wait for answers that nobody reads any more.
    os._exit(0)


def _serve(model: str, threads: int, context: int, slots: int, key: str) -> Any:
    # Slow to import, and only this process needs it.
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.n_ctx = context
    params.n_parallel = slots
    params.n_batch = params.n_ubatch = PREFILL_BATCH
    for cpu in (params.cpuparams, params.cpuparams_batch):
        cpu.n_threads = threads
        # Waiting threads sleep: spinning would take the cores that Whisper needs.
        cpu.poll = 0
    params.port = 0
    params.api_keys = [key]
    params.cache_prompt = True
    # The slots keep their own prefixes. The second cache in memory may grow to 8 GB.
    params.cache_ram_mib = 0
    params.n_ctx_checkpoints = 0
    params.n_threads_http = slots + 2
    # Nothing but the chat route: no page, and no way to read other people's prompts.
    params.ui = False
    params.endpoint_slots = False
    params.verbosity = 0
    return xllamacpp.Server(params)


if __name__ == "__main__":
    main()
