"""Set every limit on what a stranger, a slow client or a greedy one may take of the server, and say why it is there."""

MOST_CONNECTIONS = 2_500
"""Open at once. An idle one holds some 10 kB and a file descriptor; twice as many descriptors are asked for at the
start."""
ACCEPTED_AT_ONCE = 64
"""Connections taken between two looks at the others: more, and a flood pushes out a client before its request was
read."""
OTHER_FILES = 64
"""That the process may open beside its connections: a model's, a log's, those of a training. There are some 20 at
once."""
WAITING_TO_BE_ACCEPTED = 4_096
"""Connections that the system keeps while the server is busy; what Linux allows where nobody changed it."""

HEADER_SECONDS = 20
"""At most, and half of it at least, from a connection, or the first byte of a further request, to the end of its
header, which honest clients send in one piece."""
HEADER_BYTES = 16_384
"""Of one header, and of what is sent ahead of an answer. Label Studio's are below 1 kB; browsers send up to 8 kB of
cookies."""
KEEP_ALIVE_SECONDS = 10
"""Between two requests of a connection; longer than the 5 s that httpx keeps one, so that it is the client who closes
first."""
READ_BYTES = 4_096
"""Read from a connection at once: such a piece in chunks of one byte takes the parser 40 ms, and others wait."""
BODY_READ_BYTES = 65_536
"""The same of a body whose length is known, which is not parsed."""
ANSWER_SECONDS = 30
"""In which a client must take more of its answer."""
ANSWER_BYTES = 16_384
"""Of an answer that wait in this process for the client to take them."""
REST_SECONDS = 5
"""For which the rest of a body is read and thrown away after an answer, so that the client sees the answer and no
reset."""
REST_BYTES = 262_144
"""Of such a rest; a client that sends more is cut off."""

BODY_BYTES = 12 * 1024 * 1024
"""Of one request. A task of Label Studio has 3 to 5 kB, so that is some 2,400 tasks; tagging them takes a third of the
time it waits."""
BODY_SECONDS = 60
"""For a whole body; the largest arrives in time at 2 Mbit/s."""
BODIES_BYTES = 16 * 1024 * 1024
"""Of all requests that are being read or answered, so that memory stays flat; more are told to come back."""
JSON_VALUES = 500_000
"""In a body: 12 MiB of {} would fill 270 MB of memory. A task of this program has some 70, Label Studio adds as
many."""
PAGE_CHARACTERS = 200_000
"""Of a project's labelling page; one of a hundred categories has 65,000."""

TEXTS = 10_000
"""In a request."""
CHARACTERS = 1_000_000
"""Of all texts in a request: what two CPU cores tag in the 100 s that Label Studio waits."""
CHARACTERS_OF_ONE = 100_000
"""Of one text. A text is a paragraph, and a whole report has some 20,000; others wait meanwhile, some 7 s on a CPU
core."""
WAITING_FOR_MODEL = 256
"""Requests; of single paragraphs, two seconds of work for a CPU core."""
CHARACTERS_WAITING = 2_000_000
"""Of all requests that wait for the model, so that the next large one still has its turn before its client gives up;
short ones are let in beside them."""
RETRY_SECONDS = 5
"""After which one that was told to come back may, where nobody knows better."""
LONGEST_RETRY_SECONDS = 60
"""That a client is told to wait, however much waits for the model."""

DROPPED_AT_ONCE = 2
"""Files that are read at once; each takes a process."""
NAME_CHARACTERS = 1_000
"""Of a file's name; file systems take 255 bytes."""
DROPPED_SECONDS = 60
"""To read a file; a report takes one or two."""
DROPPED_KEPT = 20
"""Files whose pages can still be opened."""

LOG_BYTES = 5_000_000
"""Of what a training says, in its log file."""
PULL_MINUTES = 60
"""For --pull, where the command line gives no other time. Ten thousand answers take 23 s."""

GRACE_SECONDS = 10
"""From the signal that ends the server to its end, whatever is going on."""
REQUESTS_SECONDS = 3
"""Of these, for the requests in work."""
CHILD_SECONDS = 4
"""Of these, for a training to end by itself."""
