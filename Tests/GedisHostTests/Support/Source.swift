/// Sources of namespaces.
enum Source {
    static let calc = """
        import GedisKit
        struct Calc {
            func sum(_ a: Int, _ b: Int) -> Int { a + b }
        }

        """

    static let other = """
        import GedisKit
        struct Calc {
            func product(_ a: Int, _ b: Int) -> Int { a * b }
        }

        """

    static let broken = """
        import GedisKit
        struct Calc {
            func sum(_ a: Int) -> Int { missing }
        }

        """
}
