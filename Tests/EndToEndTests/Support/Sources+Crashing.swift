extension Source {
    /// Has commands that end the process, each in another way. Its line 5 divides.
    static let crasher = """
        import GedisKit

        struct Crasher {
            @inline(never)
            func div(_ a: Int, _ b: Int) -> Int { a / b }

            func later(_ b: Int) async -> Int {
                await Task.yield()
                return div(1, b)
            }

            func elsewhere(_ b: Int) async -> Int {
                await withTaskGroup(of: Int.self) { group in
                    group.addTask { div(1, b) }
                    return await group.next() ?? 0
                }
            }

            func deep(_ a: Int) -> Int { a == 0 ? 0 : deep(a + 1) + 1 }
        }

        """

    /// Cannot be loaded: its `init` ends the process.
    static let stillborn = """
        import GedisKit

        struct Stillborn {
            init() { fatalError("no life in it") }
            func ping() {}
        }

        """
}
