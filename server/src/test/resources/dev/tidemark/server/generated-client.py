"""Uses what openapi-python-client made of /openapi.json."""

import sys

from tidemark_client import Client
from tidemark_client.api.definitions import (
    get_feature_group,
    get_feature_service,
    list_feature_groups,
    list_feature_services,
)
from tidemark_client.api.features import look_up
from tidemark_client.api.push import push_rows
from tidemark_client.models import OnlineRequest, PushRequest, PushRequestRowsItem

client = Client(base_url=sys.argv[1])
row = {"user_id": 17, "shop": "a", "event_timestamp": "2026-03-01T11:59:00Z", "visits": 5}
pushed = push_rows.sync(
    client=client,
    body=PushRequest(feature_group="visits", rows=[PushRequestRowsItem.from_dict(row)]),
    idempotency_key="generated-1",
)
answer = look_up.sync(
    client=client,
    body=OnlineRequest(feature_group="visits", entity_ids=[{"user_id": 17, "shop": "a"}], features=["visits"]),
)
groups = list_feature_groups.sync(client=client)
print(
    "PUSHED", pushed.online.value,
    "ANSWER", answer.features.to_dict(),
    "OF", answer.metadata.feature_group,
    "VERSION", answer.metadata.version,
    "GROUPS", sorted(group.name for group in groups.feature_groups),
)
service = get_feature_service.sync("desk", client=client)
by_service = look_up.sync(
    client=client,
    body=OnlineRequest(
        feature_service=list_feature_services.sync(client=client).feature_services[0].name,
        entity_ids=[{"user_id": 17, "shop": "a"}],
    ),
)
print("SERVICE", service.features, "VERSION", service.version, "ANSWER", by_service.features.to_dict())
refused = get_feature_group.sync_detailed("visit", client=client)
print(f"ERROR {refused.status_code} {refused.parsed.error.code}: {refused.parsed.error.message}")
