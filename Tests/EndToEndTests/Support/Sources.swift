/// Namespaces' sources that tests add to servers. Tests that use the same text share what is compiled of it.
enum Source {
    static let calc = """
        import GedisKit

        /// Arithmetic.
        struct Calc {
            /// Adds two numbers.
            /// - Parameter a: the first term
            func sum(_ a: Int, _ b: Int = 0) -> Int { a + b }

            /// The mean of numbers.
            func mean(_ numbers: Double...) -> Double {
                numbers.isEmpty ? 0 : numbers.reduce(0, +) / Double(numbers.count)
            }
        }

        """

    /// Commands with arguments and replies of several types, one of which may fail with a code of its own.
    static let shop = """
        import GedisKit

        /// A shop.
        struct Shop {
            /// What some pieces cost together.
            /// - Parameters:
            ///   - price: the price of one
            ///   - count: how many
            func total(_ price: Double, _ count: Int = 1) -> Double { price * Double(count) }

            /// The name of an article.
            func name(_ id: Int) -> String? { id == 1 ? "Äpfel" : nil }

            /// How many there are of each article.
            func stock() -> [String: Int] { ["apples": 3] }

            /// Takes apples, and replies how many are left.
            func take(_ count: Int) throws -> Int {
                guard count <= 3 else { throw CommandError("only 3 apples are left", code: "STOCK") }
                return 3 - count
            }
        }

        """

    /// Records, enums, dates, maps, lists, bytes, defaults and a deprecated command.
    static let orders = """
        import Foundation
        import GedisKit

        /// Orders.
        struct Orders {
            /// How large a parcel is.
            enum Size: String, Codable { case small, large = "extra-large" }

            struct Item: Codable {
                /// the article's number
                var sku: String
                var count: UInt8
                var gift: Bool
            }

            /// What somebody wants.
            struct Order: Codable {
                /// the lines, at least one
                var items: [Item]
                var size: Size?
                var due: Date?
                var labels: [String: String]?
                var seal: [UInt8]?
                @available(*, deprecated, message: "use labels")
                var note: String?
            }

            /// Takes an order.
            ///
            /// Nothing is charged yet.
            /// - Parameters:
            ///   - order: what somebody wants
            ///   - size: how large the parcel is
            ///   - urgent: whether it is sent at once
            func place(_ order: Order, _ size: Size = .small, _ urgent: Bool = false) -> Order {
                var order = order
                order.size = order.size ?? size
                return order
            }

            /// Counts what is in stock.
            @available(*, deprecated, message: "use count instead")
            func stock(_ sku: String, _ least: Int = 1) -> Int? { least }

            /// Counts by number.
            func count(_ counts: [String: Int], _ since: Date?, _ more: Size...) -> [String: Int] { counts }

            /// Gives bytes back.
            func echo(_ data: [UInt8]) -> [UInt8] { data }

            /// The orders, given back.
            func all(_ orders: [Order]) -> [Order] { orders }
        }

        """

    /// A source with a mistake in line 4, column 37.
    static let broken = """
        import GedisKit

        struct Calc {
            func sum(_ a: Int) -> Int { a + missing }
        }

        """
}

extension Source {
    /// A namespace with one command, which replies a word.
    static func greeter(_ word: String) -> String {
        """
        import GedisKit

        struct Greeter {
            func greet() -> String { "\(word)" }
        }

        """
    }

    /// Returns the version of its source along with the argument.
    static let versioned = """
        import GedisKit

        struct Calc {
            func echo(_ number: Int) -> String { "0" + " \\(number)" }
        }

        """

    /// Counts the calls.
    static let counter = """
        import GedisKit

        actor Counter {
            private var count = 0

            func next() -> Int {
                count += 1
                return count
            }
        }

        """

    /// Has a call that makes one file and then waits for another, and a call that waits for a file.
    static func waiter(_ version: String) -> String {
        """
        import GedisKit
        import Glibc

        struct Waiter {
            func wait(_ mark: String, _ gate: String) async throws -> String {
                close(open(mark, O_WRONLY | O_CREAT, 0o600))
                try await until(gate)
                return "\(version)"
            }

            func until(_ file: String) async throws {
                while access(file, F_OK) != 0 { try await Task.sleep(for: .milliseconds(1)) }
            }

            func version() -> String { "\(version)" }
        }

        """
    }
}
