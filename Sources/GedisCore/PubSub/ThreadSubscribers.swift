import GedisKit

/// The subscribers that one thread has for one subscription. Which connections they are is known to its worker.
final class ThreadSubscribers {
    let subscription: Subscription
    let mailbox: Mailbox
    var connections = 0
    /// Where their messages wait.
    var place = Mailbox.Place()
    /// What each of their messages begins with, in RESP2.
    let head: [UInt8]

    /// Begins without a connection.
    init(_ subscription: Subscription, in mailbox: Mailbox) {
        self.subscription = subscription
        self.mailbox = mailbox
        head = subscription.messageHead
    }
}

extension Subscription {
    /// A message up to the name of its channel.
    fileprivate var messageHead: [UInt8] {
        var writer = ReplyWriter(version: .resp2)
        switch kind {
        case .channel:
            writer.push(count: 3)
            writer.string("message")
        case .pattern:
            writer.push(count: 4)
            writer.string("pmessage")
            writer.bulk(name)
        }
        return writer.withBytes { Array($0) }
    }
}
