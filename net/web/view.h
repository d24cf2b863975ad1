/*
 * What a visit gets to see, and what it does. On the clerk's thread but for
 * view_problem and view_draw.
 */
#ifndef NET_WEB_VIEW_H
#define NET_WEB_VIEW_H

#include "net/web/inside.h"

/* Draw what a visit wants into its answer; on the clerk's thread. */
void view_page(struct visit *visit);

/* Draw a page with a form as typed and what is wrong with it; takes nothing. */
void view_again(struct visit *visit,
                const char *pattern,
                unsigned status,
                const json_t *problem);

/* A template with one problem; on any thread. Fills the answer. */
void view_problem(struct visit *visit,
                  const char *file,
                  unsigned status,
                  const char *text,
                  const char *advice);

/* Likewise, with the name of the place, and the menu for whoever lives here;
 * on the clerk's thread. */
void view_told(struct visit *visit,
               const char *file,
               unsigned status,
               const char *text,
               const char *advice);

/* Draw a model; what fails is an answer of its own. Takes the model. */
void view_draw(struct visit *visit,
               const char *file,
               unsigned status,
               json_t *model);

/* Do what a form asks for. */
void act_form(struct visit *visit);

/* Log in by a link, log out, choose a neighbourhood, fetch a photo. */
void act_login(struct visit *visit);
void act_logout(struct visit *visit);
void act_choose(struct visit *visit);
void act_photo(struct visit *visit);

#endif
