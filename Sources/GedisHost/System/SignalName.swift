import Glibc

/// A signal's name, such as `SIGSEGV`; `exit` for what stands for it in a crash record.
func signalName(_ signal: Int32) -> String {
    let names: [Int32: String] = [
        CrashRecord.exit: "exit",
        SIGILL: "SIGILL", SIGTRAP: "SIGTRAP", SIGSEGV: "SIGSEGV", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE",
        SIGABRT: "SIGABRT", SIGKILL: "SIGKILL", SIGTERM: "SIGTERM", SIGHUP: "SIGHUP", SIGINT: "SIGINT",
    ]
    return names[signal] ?? "signal \(signal)"
}
