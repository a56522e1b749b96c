"""The peer of `benchmarks/run serving`: a feature server as it is often written in Python, reading the very values that Tidemark reads.

    fastapi_server.py default|tuned HOST:PORT     (of one node of the Redis Cluster)

default: a validated model in, a dict out, uvicorn's own loop and parser.
tuned:   orjson both ways, a plain response, uvloop and httptools.
Both run one worker, and redis-py uses hiredis. Prints `PORT n` once it listens.
"""

import asyncio
import socket
import sys
from contextlib import asynccontextmanager

import msgpack
import orjson
import uvicorn
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel
from redis.asyncio.cluster import RedisCluster

FORM, NODE = sys.argv[1], sys.argv[2]
HOST, REDIS_PORT = NODE.rsplit(":", 1)
redis: RedisCluster


@asynccontextmanager
async def connected(app: FastAPI):
    global redis
    redis = RedisCluster(host=HOST, port=int(REDIS_PORT))
    await redis.initialize()
    yield
    await redis.aclose()


app = FastAPI(lifespan=connected)


class Question(BaseModel):
    feature_group: str
    entity_ids: list[int]
    features: list[str]


async def answer(group: str, entity_ids: list, features: list) -> dict:
    keys = [f"{group}:{entity}" for entity in entity_ids]
    values = [await redis.get(keys[0])] if len(keys) == 1 else await redis.mget_nonatomic(keys)
    rows = {}
    for entity, value in zip(entity_ids, values):
        stored = {} if value is None else msgpack.unpackb(value)["features"]
        rows[str(entity)] = {feature: stored.get(feature) for feature in features}
    return {"features": rows, "metadata": {"feature_group": group, "entities": len(rows)}}


if FORM == "tuned":

    @app.post("/features/online")
    async def online(request: Request) -> Response:
        question = orjson.loads(await request.body())
        found = await answer(question["feature_group"], question["entity_ids"], question["features"])
        return Response(orjson.dumps(found), media_type="application/json")

else:

    @app.post("/features/online")
    async def online(question: Question):
        return await answer(question.feature_group, question.entity_ids, question.features)


async def serve() -> None:
    # asyncio switches the delay of small packets off only where it sees that a socket is of TCP.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            http="httptools" if FORM == "tuned" else "h11",
            access_log=False,
            log_level="warning",
        )
    )
    print(f"PORT {listener.getsockname()[1]}", flush=True)
    await server.serve(sockets=[listener])


if FORM == "tuned":
    import uvloop

    uvloop.run(serve())
else:
    asyncio.run(serve())
