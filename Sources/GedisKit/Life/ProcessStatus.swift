/// How one of the processes is that serve a namespace.
package struct ProcessStatus: Hashable, Sendable {
    /// Its number; nil while there is none.
    package var pid: Int?
    /// How often it was started anew since the namespace was loaded.
    package var restarts: Int
    /// How many calls it was sent, those before it was started anew among them.
    package var calls: Int
    /// The memory that it has, in bytes.
    package var memory: Int

    /// Says how a process is.
    package init(pid: Int?, restarts: Int, calls: Int, memory: Int) {
        self.pid = pid
        self.restarts = restarts
        self.calls = calls
        self.memory = memory
    }
}

extension ProcessStatus: CustomStringConvertible {
    /// How it is, in a few words.
    package var description: String {
        "\(pid.map { "pid \($0)" } ?? "not running"), restarts \(restarts), calls \(calls), memory \(memory >> 20) MB"
    }
}
