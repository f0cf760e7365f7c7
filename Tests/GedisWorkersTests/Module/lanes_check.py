sys.path.insert(0, folder)
import gedis._lane

class Late(list):
    """Replies behind the first of which a signal's handler raises."""
    def append(self, reply):
        super().append(reply)
        if len(self) == 1: raise TimeoutError("late")

class Command:
    is_plain, convert, function = True, None, staticmethod(lambda number: 10 // number)

class Failing:
    def failure(self, call, error): return [2, call, None, type(error).__name__, None]

ours, theirs = socket.socketpair()
lane = gedis._lane.Lane(Failing(), os.dup(theirs.fileno()))
for output in ([], Late()):
    lane.output = output
    lane.call(Command, [(1,), (0,), (2,)])
    # Each call has one reply, and its own.
    assert lane.output == [10, (None, "ZeroDivisionError", None), 5], lane.output
