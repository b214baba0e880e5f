"""A Jupyter Python kernel: run, redefine the function, run again, interrupt, run again."""

import os
import sys
import time

from jupyter_client.manager import KernelManager

kernel = KernelManager(kernel_name="python3")
kernel.kernel_spec.argv[0] = sys.executable
kernel.start_kernel(env=dict(os.environ))
client = kernel.client()
client.start_channels()
client.wait_for_ready(timeout=60)


def run(code, interrupt_after=None, kind="text/plain"):
    """What the cell shows, and its error; progress and messages are left out."""
    began = time.monotonic()
    asked = client.execute(code, stop_on_error=False)  # or what follows an error at once is dropped
    shown, error = "", None
    while True:
        try:
            message = client.get_iopub_msg(timeout=0.5)
        except Exception:  # the queue is empty
            if interrupt_after is not None and time.monotonic() - began > interrupt_after:
                interrupt_after = None
                kernel.interrupt_kernel()
            if time.monotonic() - began > 120:
                raise
            continue
        if message["parent_header"].get("msg_id") != asked:
            continue
        content = message["content"]
        if message["msg_type"] == "execute_result":
            shown += content["data"][kind]
        elif message["msg_type"] == "error":
            error = content
        elif message["msg_type"] == "status" and content["execution_state"] == "idle":
            return shown, error


def check(condition, what):
    if not condition:
        raise AssertionError(what)


try:
    run("from acme import ParallelMap\nimport time\ndef f(x): return x + 1")
    call = "with ParallelMap(f, [1, 2, 3], write_worker_results=False) as pmap: values = pmap.compute()\nvalues"
    answer = run(call)
    check(answer[0] == "[2, 3, 4]", answer)
    run("def f(x): return x * 10")
    answer = run(call)
    check(answer[0] == "[10, 20, 30]", answer)
    run("def slow(x):\n    time.sleep(300)")
    began = time.monotonic()
    answer = run("ParallelMap(slow, [1, 2, 3]).compute()", interrupt_after=3)
    check(answer[1] is not None and answer[1]["ename"] == "KeyboardInterrupt", answer)
    check(time.monotonic() - began < 30, "an interrupt takes %.0f s" % (time.monotonic() - began))
    answer = run(call)
    check(answer[0] == "[10, 20, 30]", answer)
    answer = run("with ParallelMap(f, [1, 2, 3], output_dir='kept') as pmap: pmap.compute()\npmap", kind="text/html")
    check("<th" in answer[0] and "kept/f.h5" in answer[0], answer)
    answer = run("pmap.report()", kind="text/html")
    check('<iframe title="report of a run" sandbox' in answer[0] and "&lt;h2&gt;Timeline" in answer[0], answer)
    check(os.path.isfile("kept/report.html"), "no report.html")
    print("the kernel goes on")
finally:
    client.stop_channels()
    kernel.shutdown_kernel(now=True)
