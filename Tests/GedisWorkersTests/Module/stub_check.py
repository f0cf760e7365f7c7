# The stub has each public name of the package, with the parameters that it has there.
import ast, inspect, sys
folder = sys.argv[1]
sys.path.insert(0, folder)
import gedis
stub = ast.parse(open(folder + "/gedis.pyi").read())
def named(body):
    found = {}
    for one in body:
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)): found[one.name] = one
        if isinstance(one, ast.AnnAssign): found[one.target.id] = one
    return found
there = named(stub.body)
for name in gedis.__all__ + ["_Store"]:
    assert name in there, f"{name} is not in the stub"
assert set(there) == {*gedis.__all__, "_Store"}, set(there)
[every] = [one.value for one in stub.body if isinstance(one, ast.Assign) and one.targets[0].id == "__all__"]
assert ast.literal_eval(every) == gedis.__all__
def parameters(node):
    return [one.arg for one in node.args.args] + ["*" + one.arg for one in [node.args.vararg] if one]
def compared(place, value, node):
    found = [("*" if one.kind is one.VAR_POSITIONAL else "") + one.name for one in inspect.signature(value).parameters.values()]
    assert parameters(node) == found, (place, found, parameters(node))
    if value.__doc__ and not any(isinstance(d, ast.Name) and d.id in ("overload", "property") for d in node.decorator_list):
        assert ast.get_docstring(node, clean=False) == value.__doc__, place
for name in [*gedis.__all__, "_Store"]:
    value, node = getattr(gedis, name), there[name]
    if inspect.isfunction(value):
        compared(name, value, node)
        continue
    members = named(node.body)
    for member, own in vars(value).items():
        if member.startswith("_") and member != "__init__": continue
        if member == "__init__" and name in ("Events", "Log", "Context", "_Store"): continue
        assert member in members, f"{name}.{member} is not in the stub"
        if inspect.isfunction(own): compared(f"{name}.{member}", own, members[member])
# What a context has is set where it is made.
context = named(ast.parse(open(folder + "/gedis/_handed.py").read()).body)["Context"]
made = {one.attr for one in ast.walk(context)
        if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store) and not one.attr.startswith("_")}
assert made <= set(named(there["Context"].body)), made
