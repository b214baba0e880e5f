"""Finds a Python function and describes its parameters. As a program it prints them as JSON."""

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
    """The function does not exist. The message says what is wrong."""


def load(spec):
    """Loads the function that the dict ``spec`` names; ``pickle`` holds a pickled function."""
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
    # Tracebacks show the file's lines even if the file is not on this host.
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    exec(compile(source, file, "exec"), module.__dict__)
    return module


def _is_own(module, name):
    value = getattr(module, name, None)
    # In a user's file the imported names would hide the defined ones.
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
    """Returns names, kinds and defaults of the parameters, or None if Python does not know them."""
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
    """Identifies an installed module's code by its version, and by its file if it is readable."""
    module = importlib.import_module(spec["module"])
    version = str(getattr(sys.modules[spec["module"].partition(".")[0]], "__version__", ""))
    try:
        with open(module.__file__, "rb") as f:
            return version + " " + hashlib.sha256(f.read()).hexdigest()
    except (AttributeError, TypeError, OSError):  # the module is built in or lies in an archive
        return version


def versions():
    """Returns the versions that must agree between the driver and the executors."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        version = numpy.__version__
    else:  # the function may import it later; reading only its version is quick
        try:
            version = importlib.metadata.version("numpy")
        except Exception:
            version = ""
    return {"python": "%d.%d" % sys.version_info[:2], "numpy": version}


def main():
    # Prints of the user's file during its import must not mix with the description.
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
