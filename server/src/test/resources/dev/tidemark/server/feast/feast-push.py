"""Pushes features with Feast's own SDK through `online_store: {type: remote}`, and reads them back."""
import sys
from datetime import timedelta
from pathlib import Path

from feast import Entity, FeatureStore, FeatureView, Field, FileSource, PushSource, RepoConfig, ValueType
from feast.data_source import PushMode
from feast.types import Array, Bool, Float64, Int64, String

import pandas

server = sys.argv[1]
folder = Path.cwd()
rows = pandas.DataFrame({
    "user_id": [17, 18], "shop": ["a:b", "a"], "visits": [5, 6], "amount": [0.5, 1e300], "flag": [True, False],
    "name": ["é", "x"], "tags": [["p", "q"], ["r"]],
    "event_timestamp": [pandas.Timestamp("2026-03-01 11:59:00.123456", tz="UTC")] * 2})
rows.to_parquet(folder / "visits.parquet")
store = FeatureStore(config=RepoConfig(
    project="interop", registry=str(folder / "registry.db"), provider="local", entity_key_serialization_version=3,
    online_store={"type": "remote", "path": server}, offline_store={"type": "file"}))
user = Entity(name="user", join_keys=["user_id"], value_type=ValueType.INT64)
shop = Entity(name="shop", join_keys=["shop"], value_type=ValueType.STRING)
batch = FileSource(path=str(folder / "visits.parquet"), timestamp_field="event_timestamp")
view = FeatureView(
    name="visits", entities=[user, shop], ttl=timedelta(hours=1),
    schema=[Field(name="user_id", dtype=Int64), Field(name="shop", dtype=String), Field(name="visits", dtype=Int64),
            Field(name="amount", dtype=Float64), Field(name="flag", dtype=Bool), Field(name="name", dtype=String),
            Field(name="tags", dtype=Array(String))],
    source=PushSource(name="visits_pushed", batch_source=batch))
store.apply([user, shop, view])

store.push("visits_pushed", rows, to=PushMode.ONLINE)

answer = store.get_online_features(
    features=["visits:visits", "visits:amount", "visits:flag", "visits:name", "visits:tags"],
    entity_rows=[{"user_id": 17, "shop": "a:b"}, {"user_id": 18, "shop": "a"}]).to_dict()
print("PUSHED", " ".join(f"{name}={answer[name]}" for name in ("visits", "amount", "flag", "name", "tags")))
