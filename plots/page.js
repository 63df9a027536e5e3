/* Brings a page's figure to life: no library, nothing fetched. */
'use strict';
const D=JSON.parse(document.getElementById('drawing').textContent),svg=document.querySelector('figure svg'),NS=svg.namespaceURI;
const all=[...svg.querySelectorAll('[id^=gnuplot_plot_]')],groups=all.slice(all.length-D.curves.length);
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
  [g,others[i]].forEach(q=>{if(!q)return;q.style.display=off.has(c.name)?'none':'';q.style.opacity=far?.12:'';});});
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
/* zoom and pan by the view box */
function place(e){const b=svg.getBoundingClientRect();return[view[0]+(e.clientX-b.left)/b.width*view[2],view[1]+(e.clientY-b.top)/b.height*view[3]];}
function look(v){const w=Math.min(v[2],V0[2]),h=w*V0[3]/V0[2];view=[Math.min(Math.max(v[0],0),V0[2]-w),Math.min(Math.max(v[1],0),V0[3]-h),w,h];
  svg.setAttribute('viewBox',view.join(' '));svg.classList.toggle('zoomed',w<V0[2]);}
function zoom(p,f){const w=Math.max(view[2]*f,V0[2]/200);f=w/view[2];look([p[0]-(p[0]-view[0])*f,p[1]-(p[1]-view[1])*f,w]);}
svg.addEventListener('wheel',e=>{e.preventDefault();zoom(place(e),Math.exp(e.deltaY*(e.deltaMode?.05:.0015)));},{passive:false});
const down=new Map();let gap=0;
svg.addEventListener('pointerdown',e=>{down.set(e.pointerId,place(e));});
addEventListener('pointerup',e=>{down.delete(e.pointerId);gap=0;});addEventListener('pointercancel',e=>{down.delete(e.pointerId);gap=0;});
svg.addEventListener('dblclick',()=>look(V0));document.getElementById('reset').onclick=()=>look(V0);
svg.addEventListener('keydown',e=>{const m=[view[0]+view[2]/2,view[1]+view[3]/2],k=e.key;
  if(k==='+'||k==='=')zoom(m,.8);else if(k==='-')zoom(m,1.25);else if(k==='0')look(V0);
  else if(k.startsWith('Arrow')&&view[2]<V0[2])look([view[0]+(k==='ArrowRight'?1:k==='ArrowLeft'?-1:0)*view[2]/10,view[1]+(k==='ArrowDown'?1:k==='ArrowUp'?-1:0)*view[3]/10,view[2]]);
  else return;e.preventDefault();});
/* what lies under the pointer */
function line(){const l=document.createElementNS(NS,'line');l.setAttribute('stroke','var(--soft)');l.setAttribute('stroke-width','1');l.style.pointerEvents='none';svg.append(l);return l;}
const up=line(),across=line();
function number(v){const a=Math.abs(v);return v===0?'0':a>=1e-4&&a<1e6?String(+v.toPrecision(5)):v.toExponential(3);}
function axis(t,a,b,log){return log?a*Math.pow(b/a,t):a+t*(b-a);}
svg.addEventListener('pointermove',e=>{const p=place(e);
  if(down.has(e.pointerId)&&view[2]<V0[2]){const o=down.get(e.pointerId);
    if(down.size===1)look([view[0]+o[0]-p[0],view[1]+o[1]-p[1],view[2]]);}
  const a=D.panels.findIndex(q=>p[0]>=q.left&&p[0]<=q.right&&p[1]>=q.top&&p[1]<=q.bottom),q=D.panels[a];
  up.style.display=across.style.display=q?'':'none';if(!q){read.textContent='';return;}
  [['x1',p[0]],['x2',p[0]],['y1',q.top],['y2',q.bottom]].forEach(s=>up.setAttribute(...s));
  [['x1',q.left],['x2',q.right],['y1',p[1]],['y2',p[1]]].forEach(s=>across.setAttribute(...s));
  const x=axis((p[0]-q.left)/(q.right-q.left),q.xlow,q.xhigh,D.logx),y=axis((q.bottom-p[1])/(q.bottom-q.top),q.ylow,q.yhigh,D.logy);
  let s='x = '+number(x)+'   y = '+number(y);
  const body=document.querySelector('table[data-values] tbody');
  if(body){const r=body.rows;let i=0,j=r.length-1;while(j-i>1){const m=i+j>>1;+r[m].cells[0].textContent<=x?i=m:j=m;}
    const k=r[j]&&Math.abs(r[j].cells[0].textContent-x)<Math.abs(r[i].cells[0].textContent-x)?j:i;
    D.curves.forEach(c=>{if(c.panel===a&&!off.has(c.name)&&!(step>0&&c.step!==step)&&D.curves.length<13&&r[k].cells[c.column])s+='   '+c.name+' = '+r[k].cells[c.column].textContent;});}
  read.textContent=s;});
svg.addEventListener('pointerleave',()=>{up.style.display=across.style.display='none';read.textContent='';});
up.style.display=across.style.display='none';
