import GedisCore
import GedisKit
import GedisRESP
import NIOCore
import NIOHTTP1

// What a request asks of the core, as a client of RESP would.

extension HTTPHandler {
    /// Does what a request asks for, all of which has arrived.
    func end() {
        awaitedSince = nil
        switch state {
        case .ignoring(let response): respond(response)
        case .subscribing(let request): subscribe(request)
        case .opening(let stream): notify(stream)
        case .receiving(let use):
            do throws(HTTPError) {
                try perform(use)
            } catch {
                respond(HTTPResponse(error))
            }
        default: break
        }
    }

    private func perform(_ use: Site.BodyUse) throws(HTTPError) {
        guard let driver, let head else { return }
        let site = Site(access: access, connection: driver.connection)
        let body = body
        self.body = ByteBuffer()
        let outcome = try body.withUnsafeReadableBytes { body throws(HTTPError) in
            try site.outcome(of: body, for: use, head)
        }
        switch outcome {
        case .response(let response): respond(response)
        case .tools(let stream): notify(stream)
        case .calls(let requests, let answer):
            state = .calling(answer)
            driver.connection.wrongArgument = nil
            loop.turn {
                requests.writer.withBytes { driver.receive($0) }
                driver.flush()
            }
        }
    }

    /// Takes what the core replies.
    func receive(_ bytes: UnsafeRawBufferPointer) {
        replies.append(bytes)
        do throws(ReplyParser.Failure) {
            while let reply = try replies.next() { take(reply) }
        } catch {
            take(.error(CommandError("the command's reply cannot be read: \(error)")))
            close()
        }
    }

    private func take(_ reply: Value) {
        switch state {
        case .calling(var answer):
            if let response = answer.take(reply, from: driver?.connection) { return respond(response) }
            state = .calling(answer)
        case .streaming(let stream): take(reply, for: stream)
        default: break
        }
    }
}
