"""Finds a Python function and describes its parameters; run as a program, prints the description as JSON."""

import difflib
import hashlib
import importlib
import importlib.metadata
import inspect
import json
import linecache
import os
import sys
import types


class NotFound(Exception):
    """There is no such function; the message says what is wrong."""


def load(spec):
    """The function that ``spec``, a dict, names; ``pickle`` holds its bytes where it came so."""
    sys.path[:0] = [folder for folder in spec["path"] if folder not in sys.path]
    if spec["directory"] and os.path.isdir(spec["directory"]):
        os.chdir(spec["directory"])
    if spec["kind"] == "pickle":
        import pickle

        return pickle.loads(spec["pickle"])
    if spec["kind"] == "module":
        return _member(importlib.import_module(spec["module"]), spec)
    return _member(_from_source(spec), spec)


def _from_source(spec):
    file, source = spec["file"], spec["source"]
    name = os.path.splitext(os.path.basename(file))[0]
    module = types.ModuleType(name)
    module.__file__ = file
    sys.modules[name] = module  # so that its classes can be pickled
    # The file need not be on this host: tracebacks show its lines all the same.
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    exec(compile(source, file, "exec"), module.__dict__)
    return module


def _is_own(module, name):
    value = getattr(module, name, None)
    # Of a user's file, what it imports would hide what it defines.
    return callable(value) and (
        not isinstance(module, types.ModuleType) or getattr(value, "__module__", None) == module.__name__
    )


def _member(module, spec):
    found = module
    for part in spec["name"].split("."):
        if not hasattr(found, part):
            names = [name for name in dir(found) if not name.startswith("_") and _is_own(found, name)]
            near = difflib.get_close_matches(part, names, 3) or names[:8]
            raise NotFound(
                "there is no function %s in %s; it has %s"
                % (spec["name"], spec.get("file") or spec["module"], ", ".join(near) or "no functions")
            )
        found = getattr(found, part)
    if not callable(found):
        raise NotFound("%s in %s is no function, but a %s" % (spec["name"], spec.get("file") or spec["module"], type(found).__name__))
    return found


def describe(function):
    """Names, kinds and defaults of the parameters; None where Python does not know them."""
    if inspect.isgeneratorfunction(function):
        raise NotFound("%s is a generator: let it return a list or an array" % function.__name__)
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        raise NotFound("Python does not know the parameters of %r: wrap it into a function of yours" % function) from None
    parameters = []
    for parameter in signature.parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        has_default = parameter.default is not parameter.empty
        parameters.append({
            "name": parameter.name,
            "positional": parameter.kind is parameter.POSITIONAL_ONLY,
            "keyword": parameter.kind is parameter.KEYWORD_ONLY,
            "default": repr(parameter.default)[:200] if has_default else None,
        })
    return parameters


def module_digest(spec):
    """What stands for the code of an installed module: its file, or the version where it has none to read."""
    module = importlib.import_module(spec["module"])
    version = str(getattr(sys.modules[spec["module"].partition(".")[0]], "__version__", ""))
    try:
        with open(module.__file__, "rb") as f:
            return version + " " + hashlib.sha256(f.read()).hexdigest()
    except (AttributeError, TypeError, OSError):  # it is built in, or lies in an archive
        return version


def versions():
    """Versions that have to agree between the driver and the executors."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        version = numpy.__version__
    else:  # the function may import it later; that takes time, its version does not
        try:
            version = importlib.metadata.version("numpy")
        except Exception:
            version = ""
    return {"python": "%d.%d" % sys.version_info[:2], "numpy": version}


def main():
    # What the user's file prints while it is imported must not be taken for the description.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    spec = json.loads(sys.stdin.read())
    sys.path[:0] = sys.argv[1:]
    try:
        function = load(spec)
        found = {"parameters": describe(function), "versions": versions()}
        if spec["kind"] == "module":
            found["digest"] = module_digest(spec)
    except NotFound as e:
        found = {"error": str(e)}
    except SyntaxError as e:
        found = {"error": "%s, line %s: %s" % (e.filename, e.lineno, e.msg)}
    except BaseException as e:
        found = {"error": "%s: %s" % (type(e).__name__, e)}
    answer.write(json.dumps(found))
    answer.close()
