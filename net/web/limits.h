/*
 * Ceilings of the page, each with its unit and its reason. How they show at
 * the outside: spec/page.md.
 */
#ifndef NET_WEB_LIMITS_H
#define NET_WEB_LIMITS_H

enum {
    /* Rows of pages and forms. */
    WEB_ASK_WORDS_MAX = 12,
    WEB_ASKS_MAX = 8,    /* of a page, the last one empty */
    WEB_FIELDS_MAX = 24, /* of a form, likewise */
    WEB_PARTS_MAX = 4,   /* ":code" in one path */

    /* Connections: 300 viewers who fetch while they listen. */
    WEB_CLIENTS_MAX = 800,
    WEB_CLIENTS_PER_ADDRESS = 16, /* not on loopback: many users, one address */
    WEB_CLIENT_BYTES = 12 * 1024, /* header and what MHD needs beside it */
    WEB_BACKLOG = 128,
    WEB_HEADER_MS_MAX = 5 * 1000,   /* from connecting to the end of a header */
    WEB_IDLE_MS_MAX = 30 * 1000,    /* between requests of a connection */
    WEB_FORM_MS_MAX = 30 * 1000,    /* a form, from its header to its end */
    WEB_UPLOAD_MS_MAX = 300 * 1000, /* 16 MiB at half a megabit a second */
    WEB_ANSWER_MS_MAX = 60 * 1000,  /* to take an answer */
    WEB_SWEEP_MS = 1000,            /* how often those times are looked at */

    /* Requests. */
    WEB_PATH_BYTES_MAX = 512,
    WEB_VALUES_MAX = 64,             /* of a form, or of a query */
    WEB_NAME_BYTES_MAX = 32,         /* of a field */
    WEB_FORM_BYTES_MAX = 64 * 1024,  /* all values together */
    WEB_SENTENCE_BYTES = 1024,       /* what a command says of it */
    WEB_FILES_MAX = 6,               /* of a form: the photos of a post */
    WEB_FILE_BYTES_MAX = 16 << 20,   /* of one: a photo, or a backup */
    WEB_UPLOAD_BYTES_MAX = 48 << 20, /* of a form with files */
    WEB_UPLOADS_MAX = 4,             /* at a time */
    WEB_PAGE_BYTES_MAX = 4 << 20,

    /* The clerk. */
    WEB_JOBS_MAX = 64, /* that wait: some seconds of work */

    /* Live pages. */
    WEB_VIEWERS_MAX = 400,
    WEB_HEARTBEAT_MS = 15 * 1000,
    WEB_NEWS_MS_MIN = 250, /* between two, so that a flood is one */

    /* Pages that are the same for all guests. */
    WEB_CACHE_PAGES_MAX = 32,
    WEB_CACHE_BYTES_MAX = 8 << 20,
    WEB_CACHE_MS_MAX = 30 * 1000, /* "an hour ago" grows old */

    /* Sessions and links. */
    WEB_SESSIONS_MAX = 64,
    WEB_SESSION_DAYS = 90,
    WEB_LINKS_MAX = 16,
    WEB_LINK_MS_MAX = 15 * 60 * 1000,
    WEB_LOGINS_PER_MINUTE = 5, /* that fail */
    WEB_ONCE_MAX = 256,        /* outcomes remembered */
    WEB_SECRET_BYTES = 16,
    WEB_SECRET_CHARS = 2 * WEB_SECRET_BYTES + 1, /* hex, with the end mark */
    WEB_HOSTS_MAX = 8, /* names given with --page-host */
};

#endif
