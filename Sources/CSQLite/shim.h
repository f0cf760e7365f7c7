#pragma once

#include <sqlite3.h>

// What tells SQLite to keep a copy is a cast, which Swift can't see. What is empty must have a place: without one it is NULL.

static inline int sqlite_bind_text(sqlite3_stmt *statement, int index, const void *bytes, long count) {
    return sqlite3_bind_text64(
        statement, index, count ? (const char *)bytes : "", (sqlite3_uint64)count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

// What is bound so has to stay where it is until it is bound no more.
static inline int sqlite_bind_text_in_place(sqlite3_stmt *statement, int index, const void *bytes, long count) {
    return sqlite3_bind_text64(
        statement, index, count ? (const char *)bytes : "", (sqlite3_uint64)count, SQLITE_STATIC, SQLITE_UTF8);
}

static inline int sqlite_bind_bytes(sqlite3_stmt *statement, int index, const void *bytes, long count) {
    return sqlite3_bind_blob64(statement, index, count ? bytes : "", (sqlite3_uint64)count, SQLITE_TRANSIENT);
}

// Swift can't call what takes any number of arguments.
static inline int sqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
