import GedisFoundation
import GedisKit
import GedisWorkers
import Glibc

/// A compiled namespace in a process of its own: gedis itself, started with a verb that nobody is shown.
package enum IsolatedNamespace {
    /// The verb.
    package static let verb = "serve-isolated"

    /// Serves a library to the gedis that started this process, until that ends.
    ///
    /// - Parameters:
    ///   - library: the library
    ///   - shared: the library of the shared module that it uses; nil where it uses none
    package static func serve(library: String, shared: String?) -> Never {
        FoundationTypes.register()
        IsolatedWorker.serve { environment in
            if let shared { try SharedModule.load(shared) }
            return try NamespaceLibrary.load(library, in: environment)
        }
    }
}

extension WorkerProgram {
    /// What serves a library.
    static func isolated(_ name: String, library: String, shared: String?) -> WorkerProgram {
        var variables: [String: String] = [:]
        for name in inherited + ["LD_LIBRARY_PATH"] { variables[name] = getenv(name).map { String(cString: $0) } }
        // A backtrace takes seconds, in which the next process could serve.
        variables["SWIFT_BACKTRACE"] = "enable=no"
        return WorkerProgram(
            path: "/proc/self/exe", words: [IsolatedNamespace.verb, name, library] + (shared.map { [$0] } ?? []),
            variables: variables)
    }
}

extension BuiltNamespace {
    /// Starts a process that serves the library.
    ///
    /// - Throws: what `load` throws where the library is loaded here.
    func loadIsolated(in environment: Namespace.Environment) throws(NamespaceError) -> Namespace {
        var load = WorkerLoad(
            program: .isolated(name, library: library, shared: shared?.library), name: name, path: source.path,
            source: .none)
        load.isCompiled = true
        var described = Namespace(
            name: name, summary: summary, types: types, commands: commands.map(Command.init(described:)))
        do throws(WorkerError) {
            described = try WorkerPool(load, in: environment).namespace(isolating: described)
        } catch {
            throw isolationError(error)
        }
        return described
    }

    /// The error of a process that does not serve: what was wrong in the namespace's `init` has no line.
    private func isolationError(_ error: WorkerError) -> NamespaceError {
        guard case .source(let problems) = error, let text = problems.first?.text else {
            return NamespaceError(error, of: source)
        }
        return problems.count > 1
            ? failure(SettingsError(path: text, problem: problems[1].text)) : failure(ofInit: text)
    }
}

extension Command {
    /// A command whose handler is yet to come.
    fileprivate init(described command: CommandDescription) {
        self.init(
            name: command.name, summary: command.summary, discussion: command.discussion,
            parameters: command.parameters, returns: command.returns, result: command.result,
            deprecation: command.deprecation, takesAnyArguments: command.takesAnyArguments,
            handler: .synchronous { _, reply in reply.ok() })
    }
}
