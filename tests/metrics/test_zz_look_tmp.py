import os, pytest, time
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"
from django.core.management import call_command
from django.conf import settings
from partnerships.models import *
from config.tenancy.scopes import convener_scope
from tests.cast import signed_in

@pytest.mark.django_db(transaction=True)
def test_look(live_server, settings):
    t=time.time(); call_command("load_demo"); print("demo", time.time()-t)
    from playwright.sync_api import sync_playwright
    from axe_playwright_python.sync_playwright import Axe
    u=User.objects.get(email__contains="maren.solberg") if User.objects.filter(email__contains="maren.solberg").exists() else User.objects.get(name="Maren Solberg")
    c=signed_in(u.pk); cookie=c.cookies["sessionid"].value
    from partnerships.selectors.memberships import places_of
    pl=[p for p in places_of(u.pk) if p.slug=="scsc"][0]
    with convener_scope(pl.convener_id):
        from metrics.models import CheckIn, CheckInSchedule
        from partnerships.services.links import make_link
        from metrics.services.check_in_production import produce_check_ins
        conv=Convener.objects.get(pk=pl.convener_id)
        from metrics.services.check_in_schedules import send_check_in
        from partnerships.services.audit import Actor
        m=Membership.objects.get(pk=pl.membership_id)
        s=CheckInSchedule.objects.get(organization__name="Prairie Care Hospital")
        ci=send_check_in(s, actor=Actor.of_member(m))
        tok=make_link(Message.objects.get(subject_id=ci.pk))
        et=make_link(Message.objects.filter(kind="evaluation_invitation").first())
        fu=FollowUp.objects.filter(kind="low_check_in").first().pk
        lo=CheckIn.objects.filter(temperature=2).first().pk
    W="/c/scsc/partnerships/health-sciences/"
    pages={"comm":W+"communication/","new":W+"communication/new/","detail":f"{W}communication/check-ins/{lo}/","fu":f"/c/scsc/follow-ups/{fu}/","evals":W+"evaluation/","ev1":W+"evaluation/1/","ev2":W+"evaluation/2/","evnew":"/c/scsc/partnerships/food-ag/evaluation/new/","today":"/c/scsc/","dash":W+"dashboard/","door":f"/check-in/{tok}/","other":f"/check-in/{tok}/someone-else/","edoor":f"/evaluate/{et}/"}
    with sync_playwright() as p:
        b=p.chromium.launch(executable_path="/usr/bin/chromium",args=["--no-sandbox"])
        for w in (1280,390):
            ctx=b.new_context(viewport={"width":w,"height":900},device_scale_factor=1)
            ctx.add_cookies([{"name":"sessionid","value":cookie,"url":live_server.url}])
            pg=ctx.new_page(); log=[]
            pg.on("console",lambda m:log.append((m.type,m.text[:200])) if m.type in("error","warning") else None)
            pg.on("pageerror",lambda e:log.append(str(e)[:200]))
            for n,url in pages.items():
                r=pg.goto(live_server.url+url); pg.wait_for_timeout(150)
                pg.screenshot(path=f"/tmp/mx/{n}-{w}.png",full_page=True)
                v=[(x["id"],x["impact"],x["nodes"][0]["html"][:140]) for x in Axe().run(pg).response["violations"]]
                print(w,n,r.status,"over",pg.evaluate("document.documentElement.scrollWidth-innerWidth"),v,log); log.clear()
            if w==390:
                pg.goto(live_server.url+f"/check-in/{tok}/"); pg.get_by_text("Not well",exact=True).click(); pg.get_by_text("Not yet",exact=True).click(); pg.get_by_role("button",name="Send my answers").click(); pg.wait_for_timeout(300); print("answered:", pg.url[-20:], pg.title(), pg.inner_text("h1")); pg.screenshot(path="/tmp/mx/thanks-390.png",full_page=True)
                pg.goto(live_server.url+f"/evaluate/{et}/"); pg.get_by_role("button",name="Send my answers").click(); pg.wait_for_timeout(300); pg.screenshot(path="/tmp/mx/edoor-errors-390.png",full_page=True); print(pg.title(), log)
        b.close()
