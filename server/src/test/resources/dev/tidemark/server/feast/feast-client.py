"""Reads features with Feast's own SDK through `online_store: {type: remote}`; prints what it got."""
import sys
from datetime import timedelta
from pathlib import Path

from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig, ValueType
from feast.protos.feast.types.EntityKey_pb2 import EntityKey
from feast.protos.feast.types.Value_pb2 import Value
from feast.types import Float64, Int64, UnixTimestamp

import pandas

server = sys.argv[1]
folder = Path.cwd()
pandas.DataFrame({"user_id": [1], "amount": [1.0], "visits": [1], "since": [pandas.Timestamp.now(tz="UTC")],
                  "event_timestamp": [pandas.Timestamp.now(tz="UTC")]}).to_parquet(folder / "payments.parquet")
store = FeatureStore(config=RepoConfig(
    project="interop", registry=str(folder / "registry.db"), provider="local", entity_key_serialization_version=3,
    online_store={"type": "remote", "path": server}, offline_store={"type": "file"}))
user = Entity(name="user", join_keys=["user_id"], value_type=ValueType.INT64)
view = FeatureView(
    name="payments", entities=[user], ttl=timedelta(hours=1),
    schema=[Field(name="user_id", dtype=Int64), Field(name="amount", dtype=Float64), Field(name="visits", dtype=Int64),
            Field(name="since", dtype=UnixTimestamp)],
    source=FileSource(path=str(folder / "payments.parquet"), timestamp_field="event_timestamp"))
store.apply([user, view])

answer = store.get_online_features(
    features=["payments:amount", "payments:visits"],
    entity_rows=[{"user_id": 17}, {"user_id": 18}, {"user_id": 19}]).to_dict()
print("ONLINE", " ".join(f"{name}={answer[name]}" for name in ("user_id", "amount", "visits")))

keys = [EntityKey(join_keys=["user_id"], entity_values=[Value(int64_val=user_id)]) for user_id in (17, 18, 19)]
rows = store._get_provider().online_read(
    store.config, store.get_feature_view("payments"), keys, ["amount", "visits", "since"])


def plain(value):
    kind = value.WhichOneof("val")
    return None if kind is None else getattr(value, kind)


print("READ", *[[plain(values[name]) for name in ("amount", "visits", "since")] for _, values in rows])
