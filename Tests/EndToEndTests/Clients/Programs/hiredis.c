/* C's hiredis */
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static redisContext *client;

static void describe(const redisReply *reply) {
    if (!reply) {
        printf(" lost: %s", client->errstr);
        return;
    }
    switch (reply->type) {
    case REDIS_REPLY_STRING: printf(" %s", reply->str); break;
    case REDIS_REPLY_STATUS: printf(" +%s", reply->str); break;
    case REDIS_REPLY_ERROR: printf(" -%s", reply->str); break;
    case REDIS_REPLY_INTEGER: printf(" %lld", reply->integer); break;
    case REDIS_REPLY_NIL: printf(" nil"); break;
    case REDIS_REPLY_ARRAY:
        for (size_t i = 0; i < reply->elements; i++) describe(reply->element[i]);
        break;
    }
}

/* Says a step's name and the reply. */
static void say(const char *step, redisReply *reply) {
    printf("%s:", step);
    describe(reply);
    printf("\n");
    if (reply) freeReplyObject(reply);
}

static redisReply *next(redisContext *context) {
    void *reply = NULL;
    redisGetReply(context, &reply);
    return reply;
}

int main(int count, char **words) {
    int port = count > 1 ? atoi(words[1]) : 0;
    const char *password = count > 3 ? words[3] : "";
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("version: %d.%d.%d\n", HIREDIS_MAJOR, HIREDIS_MINOR, HIREDIS_PATCH);

    client = redisConnect("localhost", port);
    redisContext *subscriber = redisConnect("localhost", port);
    if (client->err || subscriber->err) return 1;
    if (*password) {
        freeReplyObject(redisCommand(subscriber, "AUTH %s", password));
        redisReply *reply = redisCommand(client, "AUTH %s", password);
        if (reply && reply->type == REDIS_REPLY_ERROR) {
            say("refused", reply);
            return 0;
        }
        freeReplyObject(reply);
    }

    redisReply *price = redisCommand(client, "shop.total %s %d", "2.5", 3); /* the text 7.5 */
    say("double", price);
    say("text", redisCommand(client, "shop.name %d", 1));
    say("nil", redisCommand(client, "shop.name %d", 2));
    say("map", redisCommand(client, "shop.stock"));

    redisAppendCommand(client, "shop.take %d", 1);
    redisAppendCommand(client, "shop.name %d", 1);
    redisAppendCommand(client, "shop.take %d", 3);
    printf("pipeline:");
    for (int i = 0; i < 3; i++) {
        redisReply *reply = next(client);
        describe(reply);
        freeReplyObject(reply);
    }
    printf("\n");

    say("error", redisCommand(client, "shop.take %d", 4));
    say("argument", redisCommand(client, "shop.take all"));
    say("unknown", redisCommand(client, "shop.close"));

    freeReplyObject(redisCommand(subscriber, "SUBSCRIBE news"));
    say("published", redisCommand(client, "PUBLISH news hello"));
    say("message", next(subscriber));

    printf("restart: now\n");
    getchar();
    say("reconnect", redisCommand(client, "shop.take %d", 1));
    redisReconnect(client);
    if (*password) freeReplyObject(redisCommand(client, "AUTH %s", password));
    say("again", redisCommand(client, "shop.take %d", 1));
}
