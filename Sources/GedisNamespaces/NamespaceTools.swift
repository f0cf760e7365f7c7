package import GedisWorkers

/// What the machine needs to have to build namespaces.
package struct NamespaceTools: Sendable {
    /// The Swift compiler's path, or why there is none.
    package let compiler: Result<String, NamespaceError>
    /// The folder of GedisKit's module, or why it is not there.
    package let kit: Result<String, NamespaceError>
    /// The Python interpreter's path, or why there is none.
    package let python: Result<String, WorkerError>
}

extension NamespaceBuilder {
    /// Looks what the machine has.
    package var tools: NamespaceTools {
        NamespaceTools(
            compiler: Result { () throws(NamespaceError) in
                try Compiler(path: compiler, environment: environment, deadline: deadline).path
            },
            kit: Result { () throws(NamespaceError) in try KitModule(folder: kit, environment: environment).folder },
            python: Result { () throws(WorkerError) in try PythonProgram(environment: environment).interpreter })
    }
}
