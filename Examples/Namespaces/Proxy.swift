import Foundation
import FoundationNetworking
import GedisKit

/// Asks a service on the web for its callers, who need not know its key, and remembers what it said.
struct Proxy {
    /// What the server's definition says below `namespaces.proxy.settings`.
    struct Settings: Codable {
        /// where the service is, such as `https://api.example.org`
        var url: URL
        /// what it asks for, sealed or from the environment
        var apiKey: String
        /// for how many seconds an answer is remembered; 60 where it is not said
        var remember: Int?

        enum CodingKeys: String, CodingKey {
            case url
            case apiKey = "api_key"
            case remember
        }
    }

    /// What the service said.
    struct Answer: Codable {
        var status: Int
        var text: String
        /// whether it was remembered
        var isRemembered: Bool
    }

    /// Refuses paths that lead elsewhere.
    func before(_ call: Call, context: Context) throws {
        guard let path = call.arguments.first, call.command == "get" else { return }
        guard path.hasPrefix("/"), !path.contains("..") else {
            throw CommandError("a path begins with / and has no .. in it", code: "PATH")
        }
    }

    /// What the service says at a path.
    /// - Parameter path: the path with its query, such as `/v1/rates?base=EUR`
    func get(
        _ path: String, settings: Settings, namespace: String, dbclient: (any Backend)?, context: Context
    ) async throws -> Answer {
        if case .string(let text)? = try await dbclient?.get(namespace, path) {
            return Answer(status: 200, text: text, isRemembered: true)
        }
        guard let url = URL(string: path, relativeTo: settings.url) else {
            throw CommandError("\(path) is no path", code: "PATH")
        }
        var request = URLRequest(url: url)
        request.setValue("Bearer \(settings.apiKey)", forHTTPHeaderField: "Authorization")
        request.timeoutInterval = context.deadline.map { ($0 - .now) / .seconds(1) } ?? 30
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        let text = String(decoding: data, as: UTF8.self)
        if status == 200 {
            try await dbclient?.put(
                namespace, [path: .string(text)], expiresIn: .seconds(settings.remember ?? 60))
        } else {
            context.log.warning("\(url.path) answered \(status)")
        }
        return Answer(status: status, text: text, isRemembered: false)
    }

    /// Forgets what was remembered.
    /// - Returns: how many answers that were.
    func forget(namespace: String, dbclient: any Backend) async throws -> Int {
        try await dbclient.delete(namespace, try await dbclient.keys(namespace, prefix: "/", after: nil, limit: 10_000))
    }
}
