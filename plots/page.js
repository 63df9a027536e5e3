/* Brings a page's figure to life: no library, nothing fetched. */
'use strict';
const D=JSON.parse(document.getElementById('drawing').textContent),svg=document.querySelector('figure svg'),NS=svg.namespaceURI;
const all=[...svg.querySelectorAll('[id^=gnuplot_plot_]')],bands=[];
/* a panel's bands are drawn before its curves */
const groups=!D.curves.some(c=>c.band)?all.slice(all.length-D.curves.length):(()=>{const r=[];let at=0;D.panels.forEach((p,k)=>{const own=D.curves.map((c,i)=>i).filter(i=>D.curves[i].panel===k);
  if(own.some(i=>D.curves[i].band))own.forEach(i=>bands[i]=all[at++]);own.forEach(i=>r[i]=all[at++]);});return r;})();
const read=document.getElementById('read'),V0=[0,0,D.width,D.height];let view=V0.slice();
const small=document.querySelector('figure.narrow svg'),again=small?[...small.querySelectorAll('[id^=gnuplot_plot_]')]:[],others=again.slice(again.length-D.curves.length);
svg.setAttribute('tabindex','0');if(small){small.removeAttribute('width');small.removeAttribute('height');}
svg.setAttribute('role','img');svg.setAttribute('aria-describedby','said');svg.removeAttribute('width');svg.removeAttribute('height');
/* curves on and off, by their button or by their name in the figure */
const off=new Set(),names=[...svg.querySelectorAll('text')];
/* dots, words and leaders of a curve have its colours; those of two curves stay as long as one of them is there */
const hue=e=>{const m=/var\(--c([0-9a-f]{6})\)/.exec((e.getAttribute('color')||'')+(e.getAttribute('fill')||'')+(e.getAttribute('stroke')||''));return m&&m[1];};
const marks=[...document.querySelectorAll('figure use,figure text')].filter(e=>!e.closest('[id^=gnuplot_plot_],defs'));
function owners(e){const h=hue(e)||(e.parentNode.getAttribute?hue(e.parentNode):null);return h?D.curves.filter(c=>c.hues&&c.hues.includes(h)):[];}
function show(){groups.forEach((g,i)=>{const c=D.curves[i],far=step>0&&c.step>0&&c.step!==step;
  [g,others[i],bands[i]].forEach(q=>{if(!q)return;q.style.display=off.has(c.name)?'none':'';q.style.opacity=far?.12:'';});});
  marks.forEach(e=>{const o=owners(e);if(e.curve===undefined&&!D.curves.some(c=>c.name===e.textContent.trim())&&o.length)e.style.display=o.every(c=>off.has(c.name))?'none':'';});
  names.forEach(t=>{if(t.curve!==undefined)t.style.opacity=off.has(t.curve)?.35:'';});
  document.querySelectorAll('button[data-curve]').forEach(b=>b.setAttribute('aria-pressed',!off.has(b.dataset.curve)));}
function toggle(n){off.has(n)?off.delete(n):off.add(n);show();}
document.querySelectorAll('button[data-curve]').forEach(b=>b.onclick=()=>toggle(b.dataset.curve));
names.forEach(t=>{const n=t.textContent.trim();if(D.curves.some(c=>c.name===n)){t.curve=n;t.style.cursor='pointer';t.onclick=()=>toggle(n);}});
/* a film: moments that lie on each other, one of them shown */
const film=document.getElementById('frame');
if(film){const parts=D.parts,n=D.moments.length,play=document.getElementById('play');let timer=0;
  const pick=()=>{const m=+film.value;all.slice(0,n*parts).forEach((g,i)=>{g.style.display=Math.floor(i/parts)===m-1?'':'none';});
    document.getElementById('moment').textContent=D.moments[m-1];};
  const stop=()=>{clearInterval(timer);timer=0;play.textContent='play';};
  film.oninput=()=>{stop();pick();};
  play.onclick=()=>{if(timer){stop();return;}if(+film.value===n)film.value=1;pick();play.textContent='pause';
    timer=setInterval(()=>{film.value=+film.value+1;pick();if(+film.value===n)stop();},500);};
  pick();}
/* a family of curves, one value at a time */
let step=0;const slider=document.getElementById('step');
if(slider)slider.oninput=()=>{step=+slider.value;document.getElementById('value').textContent=step?D.bar+' = '+D.steps[step-1]:D.bar+': all';show();};
/* Zoom and pan. Where frames are known their axes follow: curves and marks are moved, and grid and numbers drawn anew. Other
   figures are looked at closer, by the view box. */
const L=(v,log)=>log?Math.log10(v):v,E=(u,log)=>log?Math.pow(10,u):u,axes=D.panels.length>0&&all.length===D.curves.length+bands.filter(q=>q).length;
const base=D.panels.map(p=>({xl:L(p.xlow,D.logx),xh:L(p.xhigh,D.logx),yl:L(p.ylow,D.logy),yh:L(p.yhigh,D.logy)})),now=base.map(b=>({...b}));
const mapx=(i,x)=>{const p=D.panels[i],b=base[i],n=now[i];return p.left+((b.xl+(x-p.left)/(p.right-p.left)*(b.xh-b.xl))-n.xl)/(n.xh-n.xl)*(p.right-p.left);};
const mapy=(i,y)=>{const p=D.panels[i],b=base[i],n=now[i];return p.bottom-((b.yl+(p.bottom-y)/(p.bottom-p.top)*(b.yh-b.yl))-n.yl)/(n.yh-n.yl)*(p.bottom-p.top);};
const tag=(n,a,to)=>{const e=document.createElementNS(NS,n);for(const k in a)e.setAttribute(k,a[k]);(to||svg).append(e);return e;};
let kept=null,fresh=null;
/* once: what moves, what is hidden, and frames that curves are cut at */
function prepare(){
  kept={move:[],hide:[],size:16};fresh=tag('g',{id:'ticks'});svg.querySelector('#gnuplot_canvas > rect').after(fresh);const box=svg.getBoundingClientRect(),k=D.width/box.width;
  D.panels.forEach((p,i)=>tag('rect',{x:p.left,y:p.top-4,width:p.right-p.left,height:p.bottom-p.top+8},tag('clipPath',{id:'frame'+i})));
  groups.forEach((g,i)=>{const w=document.createElementNS(NS,'g');w.setAttribute('clip-path','url(#frame'+D.curves[i].panel+')');g.replaceWith(w);w.append(g);
    g.querySelectorAll('path,polygon,use').forEach(e=>kept.move.push([e,D.curves[i].panel]));});
  bands.forEach((g,i)=>{const w=document.createElementNS(NS,'g');w.setAttribute('clip-path','url(#frame'+D.curves[i].panel+')');g.replaceWith(w);w.append(g);
    g.querySelectorAll('path,polygon').forEach(e=>kept.move.push([e,D.curves[i].panel]));});
  svg.querySelectorAll('path,polygon,use,text').forEach(e=>{
    if(e.closest('[id^=gnuplot_plot_],defs,#ticks,clipPath')||e===up||e===across)return;
    const r=e.getBoundingClientRect(),x=((r.left+r.right)/2-box.left)*k,y=((r.top+r.bottom)/2-box.top)*k;
    const i=D.panels.findIndex(p=>x>=p.left-1&&x<=p.right+1&&y>=p.top-1&&y<=p.bottom+1);
    if(e.tagName==='text'){const t=e.textContent.trim(),g=e.parentNode;
      if(i>=0&&t)kept.move.push([g,i]);
      else if(/^[−-]?[0-9.·e⁰¹²³⁴-⁹⁻−]+$/.test(t)){kept.hide.push(g);kept.size=+g.getAttribute('font-size')||16;}}
    else if(e.tagName==='use'){if(i>=0)kept.move.push([e,i]);}
    else if(D.panels.some(p=>r.right>box.left+p.left/k-3&&r.left<box.left+p.right/k+3&&r.bottom>box.top+p.top/k-3&&r.top<box.top+p.bottom/k+3))kept.hide.push(e);});
  kept.move.forEach(m=>{const e=m[0];m[2]=e.getAttribute('d')||e.getAttribute('points')||e.getAttribute('transform')||'';});
  /* words keep their distance from the dot that they are about */
  const at=m=>{const t=/translate\(([^,]+),([^)]+)\)/.exec(m[2]);return t&&[+t[1],+t[2]];},dots=kept.move.filter(m=>m[0].tagName==='use'&&!m[0].closest('[id^=gnuplot_plot_]'));
  kept.move.forEach(m=>{const p=m[0].tagName==='g'&&at(m);let far=D.width/6;if(p)dots.forEach(d=>{const q=at(d),w=q&&d[1]===m[1]?Math.hypot(q[0]-p[0],q[1]-p[1]):far;if(w<far){far=w;m[3]=q;}});});}
function step10(a,b,most){const r=(b-a)/Math.max(most,1),q=Math.pow(10,Math.floor(Math.log10(r))),m=r/q;return q*(m<=1?1:m<=2?2:m<=5?5:10);}
function tickText(v,s){if(Math.abs(v)<s*1e-9)return'0';const a=Math.abs(v),d=Math.max(0,-Math.floor(Math.log10(s)+1e-9));
  const t=a>=1e7||d>6?a.toExponential(Math.min(15,Math.max(0,Math.floor(Math.log10(a))-Math.floor(Math.log10(s))))).replace('e+','e'):a.toFixed(Math.min(d,20));return(v<0?'−':'')+t;}
/* numbers of one axis, [place, text] */
function ticksOf(low,high,log,most){const r=[];
  if(log&&high-low>=1){const s=Math.max(1,Math.ceil((high-low)/most));for(let e=Math.ceil(low/s)*s;e<=high;e+=s)r.push([e,e===0?'1':'1e'+String(e).replace('-','−')]);return r;}
  const a=E(low,log),b=E(high,log),s=step10(a,b,most);for(let v=Math.ceil(a/s-1e-9)*s;v<=b+s*1e-9;v+=s)r.push([L(v,log),tickText(v,s)]);return r;}
function redraw(){const zoomed=now.some((n,i)=>n.xl!==base[i].xl||n.xh!==base[i].xh||n.yl!==base[i].yl||n.yh!==base[i].yh);
  if(!kept){if(!zoomed)return;prepare();}
  svg.classList.toggle('zoomed',zoomed);fresh.textContent='';
  kept.hide.forEach(e=>e.style.visibility=zoomed?'hidden':'');
  kept.move.forEach(([e,i,was,dot])=>{const name=e.hasAttribute('d')?'d':e.hasAttribute('points')?'points':'transform';
    e.setAttribute(name,!zoomed?was:was.replace(name==='transform'?/translate\(([^,]+),([^)]+)\)/:/(-?[\d.]+),(-?[\d.]+)/g,(m,x,y)=>{
      const to=dot?(+x+mapx(i,dot[0])-dot[0]).toFixed(2)+','+(+y+mapy(i,dot[1])-dot[1]).toFixed(2):mapx(i,+x).toFixed(2)+','+mapy(i,+y).toFixed(2);return name==='transform'?'translate('+to+')':to;}));
    if(name==='transform'){const m=/translate\(([^,]+),([^)]+)\)/.exec(e.getAttribute('transform')),p=D.panels[i];
      e.style.visibility=zoomed&&m&&(+m[1]<p.left-1||+m[1]>p.right+1||+m[2]<p.top-1||+m[2]>p.bottom+1)?'hidden':'';}});
  if(zoomed)D.panels.forEach((p,i)=>{const n=now[i],f=kept.size,W=p.right-p.left,H=p.bottom-p.top,last=!D.panels.some(q=>q.left===p.left&&q.top>p.bottom);
    const text=(x,y,anchor,t)=>{tag('text',{x,y,'text-anchor':anchor,'font-size':f,fill:'var(--soft)','font-family':'inherit'},fresh).textContent=t;};
    ticksOf(n.xl,n.xh,D.logx,W/(3.6*f)).forEach(([u,t])=>{const x=p.left+(u-n.xl)/(n.xh-n.xl)*W;tag('line',{x1:x,x2:x,y1:p.top,y2:p.bottom,stroke:'var(--line)'},fresh);
      if(last)text(x,p.bottom+1.5*f,'middle',t);});
    ticksOf(n.yl,n.yh,D.logy,H/(2.4*f)).forEach(([u,t])=>{const y=p.bottom-(u-n.yl)/(n.yh-n.yl)*H;tag('line',{x1:p.left,x2:p.right,y1:y,y2:y,stroke:'var(--line)'},fresh);
      text(p.left-.5*f,y+.35*f,'end',t);});
    if(n.xl<0&&n.xh>0&&!D.logx){const x=p.left-n.xl/(n.xh-n.xl)*W;tag('line',{x1:x,x2:x,y1:p.top,y2:p.bottom,stroke:'var(--axis)'},fresh);}
    if(n.yl<0&&n.yh>0&&!D.logy){const y=p.bottom+n.yl/(n.yh-n.yl)*H;tag('line',{x1:p.left,x2:p.right,y1:y,y2:y,stroke:'var(--axis)'},fresh);}});
}
/* a range of its own never leaves the figure's */
function within(l,h,bl,bh){const w=Math.min(h-l,bh-bl),a=Math.min(Math.max(l,bl),bh-w);return[a,a+w];}
function panelAt(p){return D.panels.findIndex(q=>p[0]>=q.left&&p[0]<=q.right&&p[1]>=q.top&&p[1]<=q.bottom);}
/* what stands below each other has one x axis */
function setRange(i,xl,xh,yl,yh){const q=D.panels[i];D.panels.forEach((r,k)=>{if(r.left===q.left&&r.right===q.right&&r.xlow===q.xlow&&r.xhigh===q.xhigh)
    [now[k].xl,now[k].xh]=within(xl,xh,base[k].xl,base[k].xh);});
  [now[i].yl,now[i].yh]=within(yl,yh,base[i].yl,base[i].yh);redraw();}
function place(e){const b=svg.getBoundingClientRect();return[view[0]+(e.clientX-b.left)/b.width*view[2],view[1]+(e.clientY-b.top)/b.height*view[3]];}
function look(v){const w=Math.min(v[2],V0[2]),h=w*V0[3]/V0[2];view=[Math.min(Math.max(v[0],0),V0[2]-w),Math.min(Math.max(v[1],0),V0[3]-h),w,h];
  svg.setAttribute('viewBox',view.join(' '));svg.classList.toggle('zoomed',w<V0[2]);}
function zoom(p,f){if(axes){const i=Math.max(panelAt(p),0),q=D.panels[i],n=now[i],b=base[i],k=Math.max(f,(b.xh-b.xl)/200/(n.xh-n.xl),(b.yh-b.yl)/200/(n.yh-n.yl));
    if(f<1&&k>=1)return;
    const x=n.xl+(p[0]-q.left)/(q.right-q.left)*(n.xh-n.xl),y=n.yl+(q.bottom-p[1])/(q.bottom-q.top)*(n.yh-n.yl);
    setRange(i,x-(x-n.xl)*k,x+(n.xh-x)*k,y-(y-n.yl)*k,y+(n.yh-y)*k);return;}
  const w=Math.max(view[2]*f,V0[2]/200);f=w/view[2];look([p[0]-(p[0]-view[0])*f,p[1]-(p[1]-view[1])*f,w]);}
/* by pixels of the figure */
function pan(p,dx,dy){if(axes){const i=Math.max(panelAt(p),0),q=D.panels[i],n=now[i],u=dx/(q.right-q.left)*(n.xh-n.xl),v=-dy/(q.bottom-q.top)*(n.yh-n.yl);
    setRange(i,n.xl+u,n.xh+u,n.yl+v,n.yh+v);}else look([view[0]+dx,view[1]+dy,view[2]]);}
const closer=()=>axes?svg.classList.contains('zoomed'):view[2]<V0[2];
function whole(){now.forEach((n,i)=>Object.assign(n,base[i]));if(axes)redraw();look(V0);}
svg.addEventListener('wheel',e=>{e.preventDefault();zoom(place(e),Math.exp(e.deltaY*(e.deltaMode?.05:.0015)));},{passive:false});
const down=new Map();let gap=0;
svg.addEventListener('pointerdown',e=>{down.set(e.pointerId,place(e));});
addEventListener('pointerup',e=>{down.delete(e.pointerId);gap=0;});addEventListener('pointercancel',e=>{down.delete(e.pointerId);gap=0;});
svg.addEventListener('dblclick',whole);document.getElementById('reset').onclick=whole;
svg.addEventListener('keydown',e=>{const q=D.panels[0],m=axes?[(q.left+q.right)/2,(q.top+q.bottom)/2]:[view[0]+view[2]/2,view[1]+view[3]/2],k=e.key,w=(axes?V0[2]:view[2])/10;
  if(k==='+'||k==='=')zoom(m,.8);else if(k==='-')zoom(m,1.25);else if(k==='0')whole();
  else if(k.startsWith('Arrow')&&closer())pan(m,(k==='ArrowRight'?w:k==='ArrowLeft'?-w:0),(k==='ArrowDown'?w:k==='ArrowUp'?-w:0));
  else return;e.preventDefault();});
/* what lies under the pointer */
function line(){const l=document.createElementNS(NS,'line');l.setAttribute('stroke','var(--soft)');l.setAttribute('stroke-width','1');l.style.pointerEvents='none';svg.append(l);return l;}
const up=line(),across=line();
function number(v){const a=Math.abs(v);return v===0?'0':a>=1e-4&&a<1e6?String(+v.toPrecision(5)):v.toExponential(3);}
const tangent=tag('line',{stroke:'var(--ink)','stroke-width':1.5,'stroke-dasharray':'6 4'}),touch=tag('circle',{r:4,fill:'var(--ink)'});
[tangent,touch].forEach(e=>{e.style.pointerEvents='none';e.style.display='none';});
/* the tangent of the curve nearest to the pointer, where its slope is a column of the table; returns the slope */
function lean(a,cells,y){const q=D.panels[a],n=now[a],head=[...document.querySelectorAll('table[data-values] thead th')].map(t=>t.textContent);
  let best=null;
  D.curves.forEach(c=>{const s=head.indexOf(head[c.column]+"'"),f=cells[c.column]&&+cells[c.column].textContent;
    if(c.panel===a&&s>=0&&!off.has(c.name)&&!(step>0&&c.step!==step)&&isFinite(f)&&(!best||Math.abs(f-y)<Math.abs(best.f-y)))best={f,df:+cells[s].textContent};});
  const shown=best&&isFinite(best.df)&&!D.logx&&!D.logy;tangent.style.display=touch.style.display=shown?'':'none';
  if(!shown)return null;
  const x=+cells[0].textContent,W=q.right-q.left,H=q.bottom-q.top,px=q.left+(x-n.xl)/(n.xh-n.xl)*W,py=q.bottom-(best.f-n.yl)/(n.yh-n.yl)*H;
  let dx=W/(n.xh-n.xl),dy=-best.df*H/(n.yh-n.yl);const k=.14*W/Math.hypot(dx,dy);dx*=k;dy*=k;
  [['x1',px-dx],['y1',py-dy],['x2',px+dx],['y2',py+dy]].forEach(v=>tangent.setAttribute(...v));touch.setAttribute('cx',px);touch.setAttribute('cy',py);
  return best.df;}
svg.addEventListener('pointermove',e=>{const p=place(e);
  if(down.has(e.pointerId)&&closer()){const o=down.get(e.pointerId);
    if(down.size===1){pan(o,o[0]-p[0],o[1]-p[1]);if(axes)down.set(e.pointerId,p);}}
  const a=panelAt(p),q=D.panels[a],n=now[a];
  up.style.display=across.style.display=q?'':'none';if(!q){read.textContent='';tangent.style.display=touch.style.display='none';return;}
  [['x1',p[0]],['x2',p[0]],['y1',q.top],['y2',q.bottom]].forEach(s=>up.setAttribute(...s));
  [['x1',q.left],['x2',q.right],['y1',p[1]],['y2',p[1]]].forEach(s=>across.setAttribute(...s));
  const x=E(n.xl+(p[0]-q.left)/(q.right-q.left)*(n.xh-n.xl),D.logx),y=E(n.yl+(q.bottom-p[1])/(q.bottom-q.top)*(n.yh-n.yl),D.logy);
  let s='x = '+number(x)+'   y = '+number(y);
  const body=document.querySelector('table[data-values] tbody');
  if(body){const r=body.rows;let i=0,j=r.length-1;while(j-i>1){const m=i+j>>1;+r[m].cells[0].textContent<=x?i=m:j=m;}
    const k=r[j]&&Math.abs(r[j].cells[0].textContent-x)<Math.abs(r[i].cells[0].textContent-x)?j:i;
    D.curves.forEach(c=>{if(c.panel===a&&!off.has(c.name)&&!(step>0&&c.step!==step)&&D.curves.length<13&&r[k].cells[c.column])s+='   '+c.name+' = '+r[k].cells[c.column].textContent;});
    const slope=lean(a,r[k].cells,y);if(slope!==null)s+='   slope = '+number(slope);}
  read.textContent=s;});
svg.addEventListener('pointerleave',()=>{up.style.display=across.style.display=tangent.style.display=touch.style.display='none';read.textContent='';});
up.style.display=across.style.display='none';
