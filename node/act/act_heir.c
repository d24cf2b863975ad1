#include "node/act/act_heir.h"

#include <string.h>

#include "node/act/act_deal.h"
#include "node/act/act_letter.h"
#include "node/deal/heir_letter.h"
#include "node/limits.h"
#include "node/mail/limits.h"

static const struct id *own_id(const struct node *node)
{
    return &node->config.household->signing.public;
}

static bool is_member(const struct node *node, const struct id *household)
{
    const struct roster_household *other = roster_find(node->roster, household);

    return other != NULL && other->level[STANDING_LIVE] != LEVEL_NONE;
}

/* Read a post in a slot of a household that is not closed yet, nor by this
 * step. */
static enum err read_open(const struct node *node,
                          const struct step *step,
                          const struct id *keeper,
                          const struct command_slot *slot,
                          struct posted *posted)
{
    enum err err = posted_read(node, keeper, slot->lane, slot->n, posted);

    if (err == ERR_OK) {
        err = posted_renew(posted, step);
    }
    return err == ERR_OK && posted->post.status == STATUS_CLOSED ? ERR_STATE
                                                                 : err;
}

static enum err write_to(struct node *node,
                         const struct step *step,
                         const struct id *reader,
                         const struct heir_letter *said)
{
    struct letter_draft draft = {
        .kind = LETTER_HEIR, .readers = {*reader}, .readers_count = 1};
    struct bytes content;
    struct id letter;
    enum err err = ERR_OK;

    bytes_init(&content, LETTER_CONTENT_BYTES_MAX);
    err = heir_letter_write(said, &content);
    if (err == ERR_OK) {
        draft.content = bytes_view(&content);
        err = answer_letter(step, act_letter(node, step, &draft, &letter));
    }
    bytes_release(&content);
    return err;
}

static struct heir_letter letter_about(enum heir_word word,
                                       const struct posted *posted)
{
    return (struct heir_letter){.word = (uint8_t)word,
                                .post = posted->id,
                                .lane = posted->record.lane,
                                .n = posted->record.n};
}

/* The post says who is to keep the thing; until that one takes it over nothing
 * else changes. */
static enum err hand_over(struct node *node, const struct step *step)
{
    const struct command_heir *wanted = &step->event->as.command->as.heir;
    const bool is_offer = !id_is_zero(&wanted->household);
    struct heir_letter said;
    struct posted posted;
    struct post next;
    enum err err = ERR_OK;

    if (id_equal(&wanted->household, own_id(node))) {
        return ERR_DENIED;
    }
    if (is_offer && !is_member(node, &wanted->household)) {
        return ERR_UNKNOWN;
    }
    posted_init(&posted);
    err = read_open(node, step, own_id(node), &wanted->slot, &posted);
    if (err == ERR_OK) {
        next = posted.post;
        next.heir = wanted->household;
        err = posted_revise(node, step, &posted, &next);
    }
    if (err == ERR_OK && is_offer) {
        said = letter_about(HEIR_OFFERED, &posted);
        err = write_to(node, step, &wanted->household, &said);
    }
    posted_release(&posted);
    return err;
}

/* Those that are here whole: nobody else may keep them soon. */
static void keep_photos(const struct node *node, struct post *post)
{
    const struct shelf_photos *photos = &node->shelf.photos;
    size_t kept = 0;

    for (size_t index = 0; photos->has != NULL && index < post->photos_count;
         index++) {
        const struct id *id = &post->photos[index].id;

        if (photos->has(node->shelf.self, id, PHOTO_SMALL) &&
            photos->has(node->shelf.self, id, PHOTO_LARGE)) {
            post->photos[kept++] = post->photos[index];
        }
    }
    post->photos_count = kept;
}

/* What the thing is and how it is lent goes on; what was promised or drawn by
 * the one before does not. */
static struct post continued(const struct posted *posted,
                             const struct command_heir *wanted)
{
    struct post post = posted->post;

    post.was = posted->id;
    post.heir = post.next = (struct id){{0}};
    post.cell = wanted->cell;
    post.until_ms = wanted->until_ms;
    post.status = STATUS_OPEN;
    post.has_left = false;
    post.left = post.asks = 0;
    post.held_count = post.busy_count = post.tickets_count = 0;
    post.acts_for = (struct view){NULL, 0};
    post.has_desk = false;
    if (post.choose == CHOOSE_SIMMER || post.choose == CHOOSE_DRAW) {
        post.choose = CHOOSE_PICK;
    }
    post.decide_ms = 0;
    memset(post.commitment, 0, sizeof post.commitment);
    memset(post.secret, 0, sizeof post.secret);
    return post;
}

static enum err take_over(struct node *node, const struct step *step)
{
    const struct command_heir *wanted = &step->event->as.command->as.heir;
    struct command_post post = {.is_new = true};
    struct heir_letter said;
    struct posted posted;
    enum err err = ERR_OK;

    posted_init(&posted);
    err = read_open(node, step, &wanted->household, &wanted->slot, &posted);
    if (err == ERR_OK && !id_equal(&posted.post.heir, own_id(node))) {
        err = ERR_DENIED;
    }
    if (err == ERR_OK) {
        post.kind = posted.record.kind;
        post.post = continued(&posted, wanted);
        keep_photos(node, &post.post);
        err = act_post_new(node, step, &post);
    }
    if (err == ERR_OK) {
        said = letter_about(HEIR_TAKEN, &posted);
        said.next = step->answer->post;
        err = write_to(node, step, &wanted->household, &said);
    }
    posted_release(&posted);
    return err;
}

enum err act_heir(struct node *node, const struct step *step)
{
    return step->event->as.command->kind == COMMAND_HAND_OVER
               ? hand_over(node, step)
               : take_over(node, step);
}

/* What is left of a post whose thing another keeps now. */
static enum err close_post(struct node *node,
                           const struct step *step,
                           const struct posted *posted,
                           const struct id *next)
{
    const struct post closed = {
        .title = posted->post.title,
        .quantity = posted->post.quantity,
        .status = STATUS_CLOSED,
        .until_ms = step->event->moment.now_ms,
        .outcome = view_text("handed over"),
        .heir = posted->post.heir,
        .was = posted->post.was,
        .next = *next,
    };
    enum err err = posted_revise(node, step, posted, &closed);

    return err == ERR_OK ? deal_post_closed(node, step, &posted->id, true)
                         : err;
}

/* Another machine of ours may have closed it, and leave to the desk who is to
 * be told. Where two machines of the heir took it over, each as a post of its
 * own, the smaller id is the one, whichever word came first. */
static enum err close_once(struct node *node,
                           const struct step *step,
                           const struct posted *posted,
                           const struct id *next)
{
    const struct post *post = &posted->post;

    if (post->status == STATUS_CLOSED && id_equal(&post->next, next)) {
        return deal_post_closed(node, step, &posted->id, true);
    }
    return post->status == STATUS_CLOSED && (id_is_zero(&post->next) ||
                                             id_compare(&post->next, next) < 0)
               ? ERR_STATE
               : close_post(node, step, posted, next);
}

/* The heir that our post names, and nobody else. */
static enum err taken(struct node *node,
                      const struct step *step,
                      const struct letter *letter,
                      const struct heir_letter *said)
{
    struct posted posted;
    enum err err = ERR_OK;

    posted_init(&posted);
    err = posted_read(node, own_id(node), said->lane, said->n, &posted);
    if (err == ERR_OK) {
        err = posted_renew(&posted, step);
    }
    if (err == ERR_OK && (!id_equal(&posted.id, &said->post) ||
                          !id_equal(&posted.post.heir, &letter->author))) {
        err = ERR_DENIED;
    }
    if (err == ERR_OK) {
        err = close_once(node, step, &posted, &said->next);
    }
    posted_release(&posted);
    return err;
}

enum err heir_received(struct node *node,
                       const struct step *step,
                       const struct letter *letter)
{
    struct tell tell = {.kind = TELL_HEIR, .subject = letter->author};
    struct heir_letter said;
    enum err err = heir_letter_read(letter->content, &said);

    if (err == ERR_OK && id_equal(&letter->author, own_id(node))) {
        return ERR_OK; /* what another machine of ours wrote */
    }
    if (err == ERR_OK && said.word == HEIR_TAKEN) {
        tell.kind = TELL_TAKEN;
        tell.other = said.next;
        err = taken(node, step, letter, &said);
    } else if (err == ERR_OK) {
        tell.other = said.post;
    }
    if (err != ERR_OK) { /* of no post of ours: it says nothing */
        return err_blame(err) == BLAME_HOST ? err : ERR_OK;
    }
    return actions_tell(step->actions, &tell);
}
