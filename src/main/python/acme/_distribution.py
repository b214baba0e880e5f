"""Distributes the arguments of a function over computations by the automatic rule of the original.

Lists, tuples, ranges and one-dimensional arrays with as many elements as there are computations are
split, one element per computation. All computations share all other arguments.
"""

import difflib
import inspect

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
TASK_ID = "taskID"


class Argument:
    """One argument. ``name`` is None if it can only be passed by position."""

    __slots__ = ("name", "label", "value", "split")

    def __init__(self, name, label, value):
        self.name = name
        self.label = label
        self.value = value
        self.split = False


def parameters(function):
    """Returns the parameters by name, or None if a built-in function does not reveal them."""
    try:
        return inspect.signature(function).parameters
    except (ValueError, TypeError):
        return None


def bind(function, name, args, kwargs):
    """Returns the arguments in the order of the call.

    Raises ValueError for too many or missing arguments, TypeError for unknown ones.
    """
    known = parameters(function)
    if known is None:
        return [Argument(None, str(k), value) for k, value in enumerate(args)] + [
            Argument(key, key, value) for key, value in kwargs.items()
        ]
    positional = [p for p in known.values() if p.kind in _POSITIONAL]
    takes_more = any(p.kind is p.VAR_POSITIONAL for p in known.values())
    takes_any = any(p.kind is p.VAR_KEYWORD for p in known.values())
    if len(args) > len(positional) and not takes_more:
        raise ValueError(
            "%s takes %d positional arguments, but %d are given: %s"
            % (name, len(positional), len(args), ", ".join(map(in_short, args)))
        )
    bound = []
    for k, value in enumerate(args):
        if k >= len(positional):
            bound.append(Argument(None, str(k), value))
        else:
            p = positional[k]
            # If more positional arguments follow, all arguments before them are also passed by
            # position.
            by_position = p.kind is p.POSITIONAL_ONLY or len(args) > len(positional)
            bound.append(Argument(None if by_position else p.name, p.name, value))
    given = {argument.label for argument in bound}
    for key, value in kwargs.items():
        if key in given:
            raise TypeError("argument %s of %s is given twice" % (key, name))
        p = known.get(key)
        is_named = p is not None and p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
        if not is_named and not takes_any:
            near = difflib.get_close_matches(key, list(known), 1)
            raise TypeError(
                "%s has no argument %s%s"
                % (name, key, "; did you mean %s?" % near[0] if near else "; it has " + (", ".join(known) or "none"))
            )
        bound.append(Argument(key, key, value))
        given.add(key)
    missing = [
        p.name
        for p in known.values()
        if p.default is p.empty
        and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
        and p.name not in given
        and p.name != TASK_ID
    ]
    if missing:
        raise ValueError(
            "%s of %s %s missing"
            % (
                ("argument " if len(missing) == 1 else "arguments ") + ", ".join(missing),
                name,
                "is" if len(missing) == 1 else "are",
            )
        )
    return bound


def distribute(function, arguments, n_inputs):
    """Marks which arguments are split, and returns the number of computations.

    ``n_inputs`` is a number or None. Raises ValueError if lengths disagree.
    """
    known = parameters(function) or {}
    lengths = {}
    deciding = {}
    for argument in arguments:
        length = _length(argument.value)
        if length is None:
            continue
        if length == 0:
            raise ValueError(
                "argument %s is empty; there is nothing to compute" % argument.label
            )
        lengths[argument] = length
        default = known[argument.name].default if argument.name in known else None
        # If the default is a list of the same length, the argument is probably meant as a whole.
        if n_inputs is not None or _length(default) != length:
            deciding[argument] = length
    if n_inputs is None:
        if len(set(deciding.values())) > 1:
            raise ValueError(
                "lengths of the arguments disagree: %s; give n_inputs: arguments of that length are split, all others are shared"
                % _describe(deciding)
            )
        n_inputs = next(iter(deciding.values()), 1)
        splitting = deciding
    else:
        splitting = lengths
        if lengths and n_inputs not in lengths.values():
            raise ValueError(
                "n_inputs is %d, but no argument has so many values: %s"
                % (n_inputs, _describe(lengths))
            )
    for argument, length in splitting.items():
        argument.split = length == n_inputs
    return n_inputs


def _describe(lengths):
    return ", ".join("%s has %d" % (a.label, length) for a, length in lengths.items())


def _length(value):
    """Returns the number of elements of a list-like value, else None."""
    if isinstance(value, (list, tuple, range)):
        return len(value)
    if _is_array(value):
        squeezed = value.squeeze()
        return len(squeezed) if squeezed.ndim == 1 else None
    return None


def _is_array(value):
    import numpy as np

    return isinstance(value, np.ndarray)


def elements(argument):
    """Returns the values of an argument that is split, one per computation."""
    value = argument.value
    return value.squeeze() if _is_array(value) else value


def in_short(value):
    """Returns a short text by which a person can recognize a value."""
    import numpy as np

    if isinstance(value, np.ndarray) and value.size > 4:
        return "array of %s %s" % (value.dtype, value.shape)
    if isinstance(value, (list, tuple)) and len(value) > 4:
        return "%s of %d" % (type(value).__name__, len(value))
    try:
        text = repr(value)
    except Exception as e:  # user code may raise anything
        text = "%s (%s)" % (type(value).__name__, type(e).__name__)
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "..."
