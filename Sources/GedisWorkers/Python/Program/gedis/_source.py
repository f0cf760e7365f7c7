"""The source of a namespace: a file, or a folder with the modules beside its entry, and what its server's namespaces share."""

import sys
import types


class Source:
    """The files of a namespace, and what imports them."""

    def __init__(self, name, path, given):
        self.module_name = f"gedis.{name}"
        # The text of each file by its path, and the path of each module by its name; None for a folder alone.
        self.files = {}
        self.modules = {}
        self.is_package = False
        if isinstance(given, bytes):
            self.entry = path
            self.files[path] = given
            return
        folder = path.rstrip("/")
        self.entry = f"{folder}/{given['entry']}" if given["is_folder"] else path
        self.is_package = given["is_folder"] and given["entry"] == "__init__.py"
        self.folder = folder
        for place, text in given["files"].items():
            file = f"{folder}/{place}" if given["is_folder"] else path
            self.files[file] = text
            if file != self.entry:
                self.add(place, file, f"{self.module_name}." if self.is_package else "")
        shared_folder = (given["shared_folder"] or "").rstrip("/")
        for place, text in (given["shared"] or {}).items():
            file = f"{shared_folder}/{place}"
            self.files[file] = text
            self.add(place, file, "shared.")
        if self.modules:
            self.watch_imports()

    @property
    def text(self):
        return self.files[self.entry]

    def add(self, place, file, prefix):
        """Has a file imported under the name that its path says."""
        parts = place[: -len(".py")].split("/")
        if parts[-1] == "__init__":
            parts.pop()
        name = (prefix + ".".join(parts)).rstrip(".")
        self.modules[name] = file
        # The folders that it lies in are packages, whether they have an __init__.py or not.
        while "." in name:
            name = name.rpartition(".")[0]
            if name != self.module_name and name != "gedis":
                self.modules.setdefault(name, None)

    def watch_imports(self):
        known = getattr(sys, "stdlib_module_names", ())
        for name, file in self.modules.items():
            if name in known:
                raise ImportError(f"{file} is named as a module of Python's own, {name}: rename it", path=file)
        before = [index for index, finder in enumerate(sys.meta_path) if getattr(finder, "__name__", "") == "PathFinder"]
        sys.meta_path.insert(before[0] if before else len(sys.meta_path), self)

    # What Python asks for modules.

    def find_spec(self, name, path=None, target=None):
        if name not in self.modules:
            return None
        file = self.modules[name]
        is_package = file is None or file.endswith("/__init__.py")
        from importlib.machinery import ModuleSpec

        spec = ModuleSpec(name, self, origin=file, is_package=is_package)
        if file is not None:
            spec.has_location = True
            if is_package:
                spec.submodule_search_locations.append(file[: -len("/__init__.py")])
        return spec

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        file = self.modules[module.__name__]
        if file is not None:
            self.run(file, module)

    def get_source(self, name):
        file = self.modules.get(name)
        return None if file is None else self.files[file].decode("utf-8", "replace")

    # The entry

    def load(self):
        """Runs the entry.

        Returns: its module.
        """
        module = types.ModuleType(self.module_name)
        module.__file__ = self.entry
        if self.is_package:
            module.__path__ = [self.folder]
            module.__package__ = self.module_name
        sys.modules[module.__name__] = module
        self.run(self.entry, module)
        return module

    def run(self, file, module):
        import linecache

        text = self.files[file].decode("utf-8", "replace")
        linecache.cache[file] = (len(text), None, text.splitlines(True), file)
        exec(compile(self.files[file], file, "exec", dont_inherit=True), module.__dict__)

    def column(self, line, file=None):
        """Where the text of a line begins, from 1."""
        lines = self.files.get(file or self.entry, b"").split(b"\n")
        text = lines[line - 1] if 0 < line <= len(lines) else b""
        return len(text) - len(text.lstrip()) + 1
