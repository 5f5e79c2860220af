"""An event file read with Google's protobuf runtime and a CRC-32C computed bit by bit; prints its events as JSON.

The messages are those of tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto.
"""

import json
import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

FIELD = descriptor_pb2.FieldDescriptorProto
KINDS = {"double": FIELD.TYPE_DOUBLE, "float": FIELD.TYPE_FLOAT, "int64": FIELD.TYPE_INT64, "string": FIELD.TYPE_STRING}
MESSAGES = {
    "HistogramProto": [
        ("min", 1, "double"),
        ("max", 2, "double"),
        ("num", 3, "double"),
        ("sum", 4, "double"),
        ("sum_squares", 5, "double"),
        ("bucket_limit", 6, "double", "repeated"),
        ("bucket", 7, "double", "repeated"),
    ],
    "Value": [("tag", 1, "string"), ("simple_value", 2, "float"), ("histo", 5, "HistogramProto")],
    "Summary": [("value", 1, "Value", "repeated")],
    "Event": [("wall_time", 1, "double"), ("step", 2, "int64"), ("file_version", 3, "string"), ("summary", 5, "Summary")],
}


def event_class():
    file = descriptor_pb2.FileDescriptorProto(name="event.proto", package="tensorflow", syntax="proto3")
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, number, kind, *repeated in fields:
            entry = message.field.add(name=field, number=number)
            entry.label = FIELD.LABEL_REPEATED if repeated else FIELD.LABEL_OPTIONAL
            entry.type = KINDS.get(kind, FIELD.TYPE_MESSAGE)
            if kind not in KINDS:
                entry.type_name = ".tensorflow." + kind
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    # Newer versions of protobuf have the function, older ones the factory's method.
    class_of = getattr(message_factory, "GetMessageClass", None) or message_factory.MessageFactory(pool).GetPrototype
    return class_of(pool.FindMessageTypeByName("tensorflow.Event"))


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


assert masked_crc(b"123456789") == ((0xE3069283 >> 15 | 0xE3069283 << 17) + 0xA282EAD8) & 0xFFFFFFFF
Event = event_class()
events = []
with open(sys.argv[1], "rb") as file:
    while head := file.read(12):
        length, crc = struct.unpack("<QI", head)
        assert crc == masked_crc(head[:8]), "the length's checksum"
        data = file.read(length)
        (crc,) = struct.unpack("<I", file.read(4))
        assert len(data) == length and crc == masked_crc(data), "the record's checksum"
        events.append(json_format.MessageToDict(Event.FromString(data), preserving_proto_field_name=True))
print(json.dumps(events))
