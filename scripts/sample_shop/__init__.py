"""The made-up tea shop whose messages are the package's sample.

One call goes through the modules in this order:

* `shop` holds what is sold, written and advertised, and the devices people use;
* `visits` holds the nouns: a device, a call, a visit, and somebody acting on a device during a visit;
* `journeys` says what people do in one visit;
* `crowd` sends some two thousand ordinary people through the journeys, `odd` adds what goes wrong;
* `stories` adds the few named people whom the documentation quotes;
* `segment` passes each call through Segment's own Python client and adds what Segment's ingestion adds;
* `storage` delivers some messages twice and writes the files as Segment's S3 destination does;
* `truth` counts what was planned, so tests can compare tables with numbers that no SQL produced.
"""
