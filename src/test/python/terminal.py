"""Runs a command on a terminal of its own, and answers what it asks.

terminal.py ANSWERS COMMAND...: ANSWERS is a list, in JSON, of [question, answer]; each question is
awaited before its answer is typed. Prints what the terminal showed; ends with the command's status.
"""

import fcntl
import json
import os
import pty
import struct
import sys
import termios

answers = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
shown, answered = b"", 0
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:  # the command has closed its end
        break
    if not piece:
        break
    shown += piece
    if answers:
        question, answer = answers[0]
        at = shown.find(question.encode(), answered)
        if at >= 0:
            answered = at + len(question)
            os.write(terminal, (answer + "\n").encode())
            answers.pop(0)
sys.stdout.buffer.write(shown)
sys.stdout.flush()
if answers:
    sys.exit("never asked: " + answers[0][0])
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
