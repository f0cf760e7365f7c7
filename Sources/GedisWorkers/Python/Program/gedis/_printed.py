"""What functions print."""

# The most characters that are printed without the end of a line until they are an event.
MOST_LINE = 1 << 16


class Printed:
    """Standard output or error: each line is an event in the log."""

    encoding, errors, closed = "utf-8", "replace", False

    def __init__(self, worker, level, descriptor):
        self.worker, self.level, self.descriptor, self.rest = worker, level, descriptor, ""

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        *lines, self.rest = (self.rest + text).split("\n")
        if len(self.rest) > MOST_LINE:
            lines.append(self.rest)
            self.rest = ""
        for line in lines:
            if line.strip():
                self.worker.log(self.level, line)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def fileno(self):
        return self.descriptor

    @property
    def buffer(self):
        return PrintedBytes(self)

    def reconfigure(self, **options):
        """What is printed is lines of UTF-8, whatever is asked for."""

    def isatty(self):
        return False

    def readable(self):
        return False

    def writable(self):
        return True


class PrintedBytes:
    """What takes the bytes of standard output or error."""

    closed = False

    def __init__(self, text):
        self.text = text

    def write(self, data):
        data = bytes(data)
        self.text.write(data.decode("utf-8", "replace"))
        return len(data)

    def flush(self):
        pass

    def fileno(self):
        return self.text.descriptor
