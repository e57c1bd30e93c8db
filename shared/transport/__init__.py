"""The only place where ZeroMQ is: sockets with their options, one owner thread each."""
