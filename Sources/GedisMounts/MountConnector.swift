package import GedisClient
package import GedisCore
import GedisKit
import GedisSockets

/// Connects to a mounted server.
struct MountConnector: Sendable {
    let plan: MountPlan
    /// Where the server is now.
    let resolve: @Sendable () async throws -> Client.Endpoint

    /// A socket for calls that are sent on as they come.
    func socket() async -> Result<RelayTarget.Socket, RelayFailure> {
        do {
            return await .connect(to: try await resolve(), as: plan.client)
        } catch {
            return .failure(RelayFailure(error))
        }
    }

    /// A client, which speaks RESP3 where the server does.
    ///
    /// - Throws: `ClientError`, and what says where the server is.
    func client() async throws -> Client {
        let endpoint = try await resolve()
        do {
            return try await Client.connect(to: endpoint, configuration: plan.client)
        } catch let error as ClientError where error.code == .protocolError {
            var configuration = plan.client
            configuration.version = .resp2
            return try await Client.connect(to: endpoint, configuration: configuration)
        }
    }
}

extension Result<RelayTarget.Socket, RelayFailure> {
    /// Connects to a server that speaks RESP.
    ///
    /// - Parameters:
    ///   - endpoint: where it is
    ///   - client: how to encrypt, the user and password that gedis says, and how long connecting may take
    /// - Returns: the socket, over which nothing was sent.
    package static func connect(to endpoint: Client.Endpoint, as client: Client.Configuration) async -> Self {
        do {
            let context = try client.tls.map { try Encryption($0, endpoint).context }
            let result =
                switch endpoint {
                case .tcp(let host, let port):
                    await OutgoingSocket.connect(to: host, port: port, within: client.connectTimeout)
                case .unix(let path): await OutgoingSocket.connect(toPath: path, within: client.connectTimeout)
                }
            switch result {
            case .success(let descriptor):
                return .success(
                    RelayTarget.Socket(
                        descriptor: descriptor, address: "\(endpoint)", tls: context,
                        authentication: client.authentication))
            case .failure(let failure):
                return .failure(RelayFailure("could not connect to \(endpoint): \(failure)"))
            }
        } catch {
            return .failure(RelayFailure(error))
        }
    }
}

extension Client.Configuration {
    /// The request by which gedis says who it is; nil where it need not.
    fileprivate var authentication: [[UInt8]]? {
        guard username != nil || password != nil else { return nil }
        return (["AUTH", username, password ?? ""].compactMap { $0 }).map { Array($0.utf8) }
    }
}

extension RelayFailure {
    /// Why a server is not there.
    init(_ error: any Error) { self.init("\(error)") }
}
