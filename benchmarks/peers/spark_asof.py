"""A peer of `benchmarks/run point-in-time`: the ASOF JOIN of the first Spark that has one, which is newer than the product's.

    spark_asof.py SETTINGS     (a JSON object: the session's properties, the product's own among them)

Prints `READY pid` (of Spark's JVM), then takes a JSON object per line and answers each with `OK`, `OK value ..` or `ERROR ..`:
    {"do": "collect"}                               collects the garbage of the run before
    {"do": "check", "bounds", "query"}              answers with the first row of the query
    {"do": "join", "bounds", "query", "output", "options"}   makes every row; keeps them as Parquet where there is an output
`bounds` is a query for the first and last instant of the spine; the query has {first} and {last} in their places.
"""

import json
import sys

from pyspark.sql import SparkSession

builder = SparkSession.builder.appName("point-in-time peer")
for name, value in json.loads(sys.argv[1]).items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()
spark.sparkContext.setLogLevel("ERROR")


def rows(request):
    first, last = spark.sql(request["bounds"]).first()
    return spark.sql(request["query"].replace("{first}", str(first)).replace("{last}", str(last)))


def answer(request):
    if request["do"] == "collect":
        spark._jvm.System.gc()
        return "OK"
    joined = rows(request)
    if request["do"] == "check":
        return "OK " + " ".join(str(value) for value in joined.first())
    if request["output"] is None:
        joined.write.format("noop").mode("overwrite").save()
    else:
        joined.write.mode("overwrite").options(**request["options"]).parquet(request["output"])
    return "OK"


print("READY", spark._jvm.ProcessHandle.current().pid(), flush=True)
for line in sys.stdin:
    try:
        print(answer(json.loads(line)), flush=True)
    except Exception as failure:
        print("ERROR", str(failure).replace("\n", " ")[:2000], flush=True)
