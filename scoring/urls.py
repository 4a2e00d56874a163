"""The addresses of scoring's pages: team page, console, control room, board, rules, and what comes after the day."""

from django.urls import path

from scoring.afterwards.awards import pages as awards
from scoring.afterwards.debrief import pages as debrief
from scoring.afterwards.film import pages as film_pages
from scoring.afterwards.recap import pages as recap
from scoring.afterwards.results import pages as results
from scoring.afterwards.souvenirs import pages as souvenirs
from scoring.afterwards.survey import pages as survey
from scoring.pages import board, rules, shop, shortcuts, styleguide
from scoring.pages.audit import views as audit
from scoring.pages.console import views as console
from scoring.pages.control import days, director, messages, need_views, sheets, team_room, updates
from scoring.pages.control import views as control
from scoring.pages.team import communication_views, help_views, update_views
from scoring.pages.team import views as play
from scoring.rehearsal import pages as rehearsal

app_name = "scoring"

play_urls = [
    path("play/", play.play, name="play"),
    path("play/part/<slug:name>/", play.part, name="play-part"),
    path("play/incidents/<int:pk>/acknowledge/", play.acknowledge, name="acknowledge"),
    path("play/incidents/<int:pk>/hints/<int:rung>/", play.take_hint, name="take-hint"),
    path("play/objectives/<int:pk>/answer/", play.answer, name="answer"),
    path("play/objectives/<int:pk>/key/", play.turn_key, name="turn-key"),
    path("play/objectives/<int:pk>/check/", play.check, name="check"),
    path("play/objectives/<int:pk>/update/", update_views.tell_boss, name="tell-boss"),
    path("play/chat/", communication_views.history, name="chat"),
    path("play/chat/say/", communication_views.say, name="say"),
    path("play/chat/read/", communication_views.read_chat, name="read-chat"),
    path("play/incidents/<int:pk>/notes/", communication_views.notepad, name="notepad"),
    path("play/incidents/<int:pk>/notes/add/", communication_views.note, name="note"),
    path("play/incidents/<int:pk>/commander/", communication_views.commander, name="commander"),
    path("play/notes/<int:pk>/verdict/", communication_views.judge, name="judge-note"),
    path("play/practice/<slug:verb>/", communication_views.practise, name="practise"),
    path("play/help/", help_views.call_for_help, name="call-for-help"),
    path("play/help/<int:pk>/take-back/", help_views.take_back, name="take-help-back"),
    path("play/messages/<int:pk>/read/", play.read_message, name="read-message"),
    path("play/shop/", shop.shop_page, name="shop"),
]

console_urls = [
    path("play/console/", console.page, name="console"),
    path("play/console/part/", console.part, name="console-part"),
    path("play/console/samples/", console.samples, name="console-samples"),
    path("play/console/reset/", console.reset_all, name="console-reset-all"),
    path("play/console/<slug:role>/logs/", console.logs, name="console-logs"),
    path("play/console/<slug:role>/resize/", console.resize, name="console-resize"),
    path("play/console/<slug:role>/reset/", console.reset, name="console-reset"),
    path("play/console/<slug:role>/act/<slug:verb>/", console.act, name="console-act"),
]

control_urls = [
    path("control/", days.days, name="days"),
    path("control/<slug:slug>/", control.control, name="control"),
    path("control/<slug:slug>/part/<slug:name>/", control.part, name="control-part"),
    path("control/<slug:slug>/run/<slug:verb>/", control.run, name="run"),
    path("control/<slug:slug>/halt/", control.halt, name="halt"),
    path("control/<slug:slug>/release/", control.release, name="release"),
    path("control/<slug:slug>/seats/<slug:verb>/", control.seat, name="seats"),
    path("control/<slug:slug>/open-scenario/", control.open_scenario, name="open-scenario"),
    path("control/<slug:slug>/rounds/<int:pk>/open/", control.open_round, name="open-round"),
    path("control/<slug:slug>/incidents/<int:pk>/heal/", control.heal, name="heal"),
    path("control/<slug:slug>/incidents/<int:pk>/hints/<int:rung>/", control.free_hint, name="free-hint"),
    path("control/<slug:slug>/needs/<slug:kind>/<int:pk>/claim/", need_views.claim, name="claim-need"),
    path("control/<slug:slug>/needs/<slug:kind>/<int:pk>/hand-over/", need_views.hand_over, name="hand-over-need"),
    path("control/<slug:slug>/needs/<slug:kind>/<int:pk>/close/", need_views.close, name="close-need"),
    path("control/<slug:slug>/answers/", need_views.prepare, name="prepare-answer"),
    path("control/<slug:slug>/answers/<int:pk>/forget/", need_views.forget, name="forget-answer"),
    path("control/<slug:slug>/undo/", need_views.undo, name="undo"),
    path("control/<slug:slug>/incidents/<int:pk>/acts/", sheets.incident_acts, name="control-incident-acts"),
    path("control/<slug:slug>/teams/<int:pk>/acts/", sheets.team_acts, name="control-team-acts"),
    path("control/<slug:slug>/screen/", director.panel, name="director"),
    path("control/<slug:slug>/screen/<slug:verb>/", director.act, name="direct-screen"),
    path("control/<slug:slug>/machines/", control.machines, name="control-machines"),
    path("control/<slug:slug>/void/", control.void, name="void"),
    path("control/<slug:slug>/void-window/", control.void_window, name="void-window"),
    path("control/<slug:slug>/places/", control.places, name="places"),
    path("control/<slug:slug>/updates/", updates.updates, name="control-updates"),
    path("control/<slug:slug>/updates/<int:pk>/judge/", updates.judge, name="judge-update"),
    path("control/<slug:slug>/message/", control.message, name="message"),
    path("control/<slug:slug>/messages/", messages.message_lists, name="control-messages"),
    path("control/<slug:slug>/messages/later/", messages.schedule, name="schedule-message"),
    path("control/<slug:slug>/messages/<int:pk>/cancel/", messages.cancel, name="cancel-message"),
    path("control/<slug:slug>/adjust/", control.adjust, name="adjust"),
    path("control/<slug:slug>/teams/<int:pk>/", team_room.page, name="control-team"),
    path("control/<slug:slug>/teams/<int:pk>/beside/", control.beside, name="control-beside"),
    path("control/<slug:slug>/teams/<int:pk>/part/<slug:name>/", team_room.part, name="control-team-part"),
    path("control/<slug:slug>/teams/<int:pk>/say/", team_room.say, name="control-say"),
    path("control/<slug:slug>/teams/<int:pk>/write/", team_room.write, name="control-write"),
    path("control/<slug:slug>/teams/<int:pk>/rebuild/", control.rebuild, name="rebuild"),
    path("control/<slug:slug>/teams/<int:pk>/move/", control.move, name="move"),
]

audit_urls = [
    path("audit/", audit.audit_of_all, name="audit-all"),
    path("audit/csv/", audit.export_of_all, name="audit-all-csv"),
    path("control/<slug:slug>/audit/", audit.audit_of_day, name="audit"),
    path("control/<slug:slug>/audit/csv/", audit.export_of_day, name="audit-csv"),
]

board_urls = [
    path("board/<slug:slug>/", board.board_page, name="board"),
    path("board/<slug:slug>/screen/", board.board_screen, name="board-screen"),
    path("api/v1/gamedays/<slug:slug>/board/", board.board_json, name="board-json"),
]

urlpatterns = [
    *play_urls,
    *console_urls,
    *control_urls,
    *audit_urls,
    *board_urls,
    path("rules/", rules.rules_page, name="rules"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("keys/", shortcuts.shortcuts_page, name="keys"),
    *rehearsal.urlpatterns,
    *results.urlpatterns,
    *awards.urlpatterns,
    *recap.urlpatterns,
    *survey.urlpatterns,
    *film_pages.urlpatterns,
    *debrief.urlpatterns,
    *souvenirs.urlpatterns,
]
