/* Live updates, and nothing else: all of the page works without this. */
(function () {
    'use strict';
    var main = document.querySelector('[data-live]');
    var stale = document.querySelector('[data-stale]');
    var LOST_MS = 8000, AGAIN_MS = 3000, LOOK_MS = 60000,
        GIVE_UP_MS = 15000;
    var source = null, lost = 0, wanted = 0, busy = false, more = false;
    var version = document.querySelector('link[rel=stylesheet]').href;

    if (!main || !window.EventSource || !window.fetch) {
        return;
    }

    function well() {
        clearTimeout(lost);
        lost = 0;
        stale.hidden = true;
    }

    function ill(now) {
        if (!lost) {
            lost = setTimeout(function () { stale.hidden = false; },
                              now ? 0 : LOST_MS);
        }
    }

    /* Whoever goes by keyboard stays on the link that they stood on. */
    function swap(old, now) {
        var at = old.contains(document.activeElement) ?
            document.activeElement.getAttribute('href') : null;
        old.replaceChildren.apply(old, Array.from(now.childNodes));
        if (at) {
            Array.from(old.querySelectorAll('a')).some(function (link) {
                if (link.getAttribute('href') === at) {
                    link.focus({preventScroll: true});
                    return true;
                }
                return false;
            });
        }
    }

    /* What has changed comes in; what somebody types stays as it is. */
    function take(text) {
        var fresh = new DOMParser().parseFromString(text, 'text/html');
        var link = fresh.querySelector('link[rel=stylesheet]');
        var next = fresh.querySelector('[data-live]');
        if (!next || !link) {
            return;
        }
        if (link.href !== version && !document.querySelector(':focus')) {
            location.reload();
            return;
        }
        main.dataset.live = next.dataset.live;
        document.querySelectorAll('[data-news]').forEach(function (old) {
            var name = old.getAttribute('data-news');
            var now = fresh.querySelector('[data-news="' + name + '"]');
            if (now && now.innerHTML !== old.innerHTML &&
                !(old.contains(document.activeElement) &&
                  old.querySelector('input, textarea'))) {
                swap(old, now);
            }
        });
        document.querySelectorAll('[data-clock]').forEach(function (old) {
            var now = fresh.querySelector('[data-clock]');
            old.textContent = now ? now.textContent : old.textContent;
        });
        turn();
    }

    function look() {
        wanted = 0;
        if (busy) {
            more = true;
            return;
        }
        busy = true;
        var ended = new AbortController();
        var end = setTimeout(function () { ended.abort(); }, GIVE_UP_MS);
        fetch(location.href, {credentials: 'same-origin', cache: 'no-store',
                              signal: ended.signal})
            .then(function (answer) {
                if (!answer.ok) {
                    throw new Error(String(answer.status));
                }
                return answer.text();
            })
            .then(function (text) { well(); take(text); })
            .catch(function () { ill(false); })
            .finally(function () {
                clearTimeout(end);
                busy = false;
                if (more) {
                    more = false;
                    soon();
                }
            });
    }

    function soon() {
        if (!wanted) {
            wanted = setTimeout(look, Math.random() * 500);
        }
    }

    function listen() {
        source = new EventSource('/live');
        source.addEventListener('open', well);
        source.addEventListener('news', function (event) {
            well();
            if (event.data !== main.dataset.live) {
                soon();
            }
        });
        source.addEventListener('error', function () {
            ill(false);
            if (source.readyState === EventSource.CLOSED) {
                setTimeout(listen, AGAIN_MS);
            }
        });
    }

    /* The wall turns by its style sheet; this keeps the page's place. */
    function turn() {
        var list = document.querySelector('.turning ul');
        if (list) {
            list.style.animationDelay = '-' + performance.now() + 'ms';
        }
    }

    listen();
    window.addEventListener('online', soon);
    window.addEventListener('offline', function () { ill(true); });
    if (main.hasAttribute('data-wall')) {
        setInterval(look, LOOK_MS);
    }
}());
