#pragma once

#include <histedit.h>
#include <stdio.h>
#include <wchar.h>

// el_init takes C's streams; el_set, el_get and history take any arguments. Swift can't name the ones and can't call the
// others, so each use has a function here.

typedef char *(*edit_prompt)(EditLine *);
typedef unsigned char (*edit_key)(EditLine *, wint_t);

/// An editor that reads standard input and draws on standard error; through a stream of its own, because stderr hands on
/// each character by itself.
static inline EditLine *edit_init(const char *program) {
    FILE *screen = fdopen(2, "w");
    return el_init(program, stdin, screen, screen);
}

static inline void edit_set_client(EditLine *editor, void *client) { el_set(editor, EL_CLIENTDATA, client); }

static inline void *edit_client(EditLine *editor) {
    void *client = 0;
    el_get(editor, EL_CLIENTDATA, &client);
    return client;
}

/// Text between two bytes of value 1 has no width in the prompt.
static inline void edit_set_prompt(EditLine *editor, edit_prompt prompt) { el_set(editor, EL_PROMPT_ESC, prompt, '\1'); }

static inline void edit_set_reader(EditLine *editor, el_rfunc_t reader) { el_set(editor, EL_GETCFN, reader); }

static inline void edit_use_emacs_keys(EditLine *editor) { el_set(editor, EL_EDITOR, "emacs"); }

static inline void edit_bind(EditLine *editor, const char *key, const char *function) {
    el_set(editor, EL_BIND, key, function, NULL);
}

static inline void edit_add_function(EditLine *editor, const char *name, const char *help, edit_key function) {
    el_set(editor, EL_ADDFN, name, help, function);
}

/// Has the terminal keep and echo nothing and make no signals of keys, while a line is edited (-d) and between two (-x).
static inline void edit_take_all_keys(EditLine *editor) {
    el_set(editor, EL_SETTY, "-d", "-isig", NULL);
    el_set(editor, EL_SETTY, "-x", "-isig", "-icanon", "-echo", NULL);
}

/// Draws the prompt and the line where the cursor stands, as if nothing had been drawn.
static inline void edit_draw(EditLine *editor) { el_set(editor, EL_REFRESH); }

static inline void edit_set_history(EditLine *editor, History *lines) { el_set(editor, EL_HIST, history, lines); }

static inline void history_limit(History *lines, int count) {
    HistEvent event;
    history(lines, &event, H_SETSIZE, count);
    history(lines, &event, H_SETUNIQUE, 1);
}

static inline void history_enter(History *lines, const char *line) {
    HistEvent event;
    history(lines, &event, H_ENTER, line);
}

/// How many columns of a terminal a character takes; -1 where it is a control character.
static inline int edit_width(wchar_t character) {
    // glibc declares it for X/Open programs only.
    extern int wcwidth(wchar_t);
    return wcwidth(character);
}
