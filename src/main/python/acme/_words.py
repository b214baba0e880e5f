"""Replaces names of options in messages of the JVM by their Python names."""

import re

_NAMES = {
    "nInputs": "n_inputs",
    "outputDir": "output_dir",
    "resultShape": "result_shape",
    "resultType": "result_dtype",
    "singleFile": "single_file",
    "inMemory": "write_worker_results=False",
    "nWorkers": "n_workers",
    "memPerWorker": "mem_per_worker",
    "setupTimeout": "setup_timeout",
    "stopClient": "stop_client",
    "onFailure": "on_failure",
    "cleanupOlderThan": "cleanup_threshold_days",
    "cleanupThresholdDays": "cleanup_threshold_days",
    "dryRun": "dryrun",
}
_PATTERN = re.compile(r"\b(%s)\b" % "|".join(_NAMES))


def in_python(message):
    return _PATTERN.sub(lambda found: _NAMES[found.group(1)], message)
