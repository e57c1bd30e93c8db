"""The tables of the station's database, and what may happen to them.

`query`, `answer`, `label`, `label_operation`, `withdrawal`, `version`, `bundle`, `version_event`,
`approval`, `gate_report`, `node_report`, `shadow_report`, `access_event` and `deed` only ever grow:
their rows carry a SHA-256 of their other columns and are never updated.
`outgoing` is a queue, `ask_settings` holds what each node was told last, `meta` small facts, and
`damaged` takes in rows that are not what they were. The first two carry a SHA-256 behind each
message (`sealed.py`), small facts one in a row of their own.

An answer is live while no other answer to the same query supersedes it, whatever the order in
which the two arrived. The current answer of a query is the last live one; a query without one
is open, unless it was withdrawn.

What was done to many labels at once is one row of `label_operation`, and the answers number
`first_seq` to `last_seq`, which supersede those that counted before. `of_names` is 1 where it
changed what classes are called, and not what a track is.
"""

SCHEMA_VERSION = 3

READABLE_VERSIONS = (1, 2)
"""Older schemas that this one only adds tables to, so that opening such a file brings it up to
date: 2 added `withdrawal` and `ask_settings`, 3 `label_operation`, `approval`, `gate_report`,
`shadow_report`, `access_event` and `deed`."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;

CREATE TABLE IF NOT EXISTS query (
  arrival INTEGER PRIMARY KEY AUTOINCREMENT,
  query_id TEXT NOT NULL UNIQUE,
  received_at_s REAL NOT NULL,
  node_id TEXT NOT NULL,
  embedder_sha256 TEXT NOT NULL,
  split TEXT NOT NULL,
  value REAL NOT NULL,
  header BLOB NOT NULL,
  pictures TEXT NOT NULL,
  embeddings BLOB NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS answer (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  answer_id TEXT NOT NULL UNIQUE,
  query_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  supersedes TEXT NOT NULL,
  peer_id TEXT NOT NULL,
  received_at_s REAL NOT NULL,
  body BLOB NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS answer_by_query ON answer (query_id);
CREATE INDEX IF NOT EXISTS answer_by_superseded ON answer (supersedes);
CREATE INDEX IF NOT EXISTS answer_by_name ON answer (name, seq) WHERE kind = 'name';

CREATE TABLE IF NOT EXISTS label (
  answer_id TEXT NOT NULL,
  view INTEGER NOT NULL,
  query_id TEXT NOT NULL,
  class_name TEXT NOT NULL,
  split TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  PRIMARY KEY (answer_id, view)
) STRICT;

CREATE TABLE IF NOT EXISTS label_operation (
  operation INTEGER PRIMARY KEY AUTOINCREMENT,
  operation_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  at_s REAL NOT NULL,
  operator TEXT NOT NULL,
  peer_id TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  tracks INTEGER NOT NULL,
  of_names INTEGER NOT NULL,
  undoes TEXT NOT NULL,
  body BLOB NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS label_by_split ON label (split);

CREATE TABLE IF NOT EXISTS withdrawal (
  query_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  at_s REAL NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;

CREATE VIEW IF NOT EXISTS live_answer AS
  SELECT a.* FROM answer a
  WHERE a.kind IN ('name', 'not_an_object', 'dont_know')
    AND NOT EXISTS (
      SELECT 1 FROM answer s WHERE s.supersedes = a.answer_id AND s.query_id = a.query_id);

CREATE VIEW IF NOT EXISTS current_answer AS
  SELECT l.* FROM live_answer l
  WHERE NOT EXISTS (
    SELECT 1 FROM live_answer m WHERE m.query_id = l.query_id AND m.seq > l.seq);

CREATE VIEW IF NOT EXISTS current_label AS
  SELECT l.answer_id, l.view, l.query_id, l.class_name, l.split, c.seq
  FROM current_answer c JOIN label l ON l.answer_id = c.answer_id;

CREATE TABLE IF NOT EXISTS version (
  version INTEGER PRIMARY KEY,
  record BLOB NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS bundle (
  version INTEGER PRIMARY KEY,
  manifest BLOB NOT NULL,
  signature BLOB NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS version_event (
  event INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  at_s REAL NOT NULL,
  reason TEXT NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS approval (
  version INTEGER PRIMARY KEY,
  approved_by TEXT NOT NULL,
  at_s REAL NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS gate_report (
  version INTEGER PRIMARY KEY,
  evidence BLOB NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS node_report (
  report INTEGER PRIMARY KEY AUTOINCREMENT,
  report_id TEXT NOT NULL UNIQUE,
  node_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  at_s REAL NOT NULL,
  received_at_s REAL NOT NULL,
  reason TEXT NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS shadow_report (
  report INTEGER PRIMARY KEY AUTOINCREMENT,
  report_id TEXT NOT NULL UNIQUE,
  node_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  received_at_s REAL NOT NULL,
  body BLOB NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS shadow_by_version ON shadow_report (version);

CREATE TABLE IF NOT EXISTS outgoing (
  batch_id TEXT PRIMARY KEY,
  node_id TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS outgoing_by_node ON outgoing (node_id);

CREATE TABLE IF NOT EXISTS ask_settings (
  node_id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  body BLOB NOT NULL,
  arrived INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS access_event (
  event INTEGER PRIMARY KEY AUTOINCREMENT,
  public_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  peer_id TEXT NOT NULL,
  at_s REAL NOT NULL,
  by_whom TEXT NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS deed (
  event INTEGER PRIMARY KEY AUTOINCREMENT,
  deed_id TEXT NOT NULL UNIQUE,
  at_s REAL NOT NULL,
  name TEXT NOT NULL,
  peer_id TEXT NOT NULL,
  public_key TEXT NOT NULL,
  what TEXT NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS damaged (
  table_name TEXT NOT NULL,
  row_key TEXT NOT NULL,
  noticed_at_s REAL NOT NULL,
  content BLOB NOT NULL
) STRICT;
"""

CHECKED_TABLES = {
    "query": "query_id",
    "answer": "answer_id",
    "label": "answer_id",
    "label_operation": "operation",
    "withdrawal": "query_id",
    "version": "version",
    "bundle": "version",
    "version_event": "event",
    "approval": "version",
    "gate_report": "version",
    "node_report": "report_id",
    "access_event": "event",
    "deed": "deed_id",
    "shadow_report": "report_id",
}
"""Tables whose rows carry a SHA-256, with the column by which a log names a row."""
