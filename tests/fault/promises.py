"""What whatsit promises about faults: the rows of the table in docs/reliability.md."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Promise:
    """row: by what number the marks `promise` and `mutant` name it."""

    row: int
    promise: str
    test: str
    target: str


PROMISES = (
    Promise(
        1,
        "No acknowledged question, answer or bundle is lost or applied twice",
        "kill -9 either side at random moments, 200 times, while 10,000 questions flow",
        "0 lost, 0 doubled",
    ),
    Promise(
        2,
        "A power cut loses only what was not acknowledged",
        "the tail of the write-ahead log truncated and garbled at 300 places; "
        "flipped bits in stored rows and crops",
        "always a clean prefix; every flip named",
    ),
    Promise(
        3,
        "A hostile network loses nothing, and shows",
        "a proxy that stalls, resets, passes one byte at a time, 20 kB/s, "
        "2 s of jitter, 50 flaps, a black hole",
        "0 lost; shown offline within 5 s, back within 10 s",
    ),
    Promise(
        4,
        "The operator may be away for 8 hours",
        "simulated clock, 5 flagged tracks a second: 144,000",
        "disk at most the cap; memory ±5 % after warm-up; frames a second −2 % at most",
    ),
    Promise(
        5,
        "A full queue keeps the best",
        "1,000 questions into room for few: the lowest value goes first, then the oldest, "
        "never what was answered",
        "dropped = sent − kept, counted and shown",
    ),
    Promise(
        6,
        "A full disk stops nothing",
        "a limit on pages and on the size of files",
        "detection goes on; recovers without a restart",
    ),
    Promise(
        7,
        "The same object is asked about once",
        "scripted clips: occlusion, a restart of the edge, a second robot that sees it",
        "at most 1.1 questions an object",
    ),
    Promise(
        8,
        "Malformed messages harm nobody",
        "1,000,000 mutants of each type of message; fuzzing of the codec guided by coverage, "
        "10 minutes",
        "0 crashes, 0 hangs, counted, peers kept",
    ),
    Promise(
        9,
        "Bombs are refused",
        "an image over 33 megapixels, a decompression bomb, a model that allocates 4 GB, "
        "a header of 2 GB, a message that never ends",
        "refused within 0.5 s and 100 MB",
    ),
    Promise(
        10,
        "Only enrolled peers get in",
        "wrong key, no encryption, an unknown key, a revoked key, a key of another role",
        "nothing gets in; the reason is shown within 5 s",
    ),
    Promise(
        11,
        "Secrets are private",
        "modes of files under any umask; logs, reports and crash texts searched for secrets",
        "0600 and 0700, or it refuses to start",
    ),
    Promise(
        12,
        "Only good models run",
        "tampered, wrong key, replayed, older, expired, endless, truncated, external data, "
        "custom domain",
        "9 of 9 refused, the old one serves",
    ),
    Promise(
        13,
        "The swap is atomic",
        "kill -9 at each step of a deployment, and 200 times at any moment",
        "always a complete, verified slot",
    ),
    Promise(
        14,
        "Nothing leaks",
        "what 24 hours bring, as fast as it goes: the frames of a camera at 5 a second, "
        "1,000 swaps, 10,000 reconnects",
        "memory grows by less than 1 MB/h; descriptors and threads stay as many",
    ),
    Promise(
        15,
        "The logic of the queues is right",
        "state machines for outbox, inbox, label store, leases and registry: put, acknowledge, "
        "evict, crash, reopen, duplicate, reorder",
        "10,000 examples each",
    ),
    Promise(
        16,
        "Upgrade and downgrade lose no data",
        "databases, bundles and peers of earlier versions, and of later ones",
        "they open, or are refused with what to do; a copy is kept before any migration",
    ),
)
