/* Appended to a page by page.bats: clicks, hovers, zooms, and writes what it saw. */
const R=[];function ok(n,c){R.push((c?'ok ':'NOT ')+n);}
try{
const b=document.querySelector('button[data-curve=gelu]');
if(b){b.click();
const g=groups.filter((q,i)=>D.curves[i].name==='gelu');ok('two groups of gelu '+g.length,g.length>=1);const dots=()=>marks.filter(e=>e.tagName==='use'&&hue(e)===D.curves.find(c=>c.name==='gelu').hues[0]);
ok('dots too '+dots().length,dots().every(e=>e.style.display==='none'));ok('hidden',g.every(q=>q.style.display==='none'));ok('pressed',b.getAttribute('aria-pressed')==='false');
b.click();ok('shown',g.every(q=>q.style.display!=='none'));
const t=names.find(x=>x.textContent.trim()==='gelu');t.onclick();ok('by its name',g.every(q=>q.style.display==='none'));t.onclick();}
const q=D.panels[0],B=svg.getBoundingClientRect(),sx=B.width/D.width;
const P=(fx,fy)=>({clientX:B.left+(q.left+fx*(q.right-q.left))*sx,clientY:B.top+(q.top+fy*(q.bottom-q.top))*sx,bubbles:true,cancelable:true,pointerId:1});
svg.dispatchEvent(new PointerEvent('pointermove',P(.5,.5)));ok('read: '+read.textContent,/x = /.test(read.textContent));
const slopes=D.curves.some(c=>/gelu/.test(c.name));if(slopes){ok('a tangent',tangent.style.display==='');ok('its slope is read',/slope = /.test(read.textContent));}
const d0=groups[0].querySelector('path').getAttribute('d');
svg.dispatchEvent(new WheelEvent('wheel',{...P(.5,.5),deltaY:-500}));
const numbers=()=>[...document.querySelectorAll('#ticks text')].map(t=>t.textContent);
ok('zoomed: '+numbers().join(' '),numbers().length>=4&&svg.classList.contains('zoomed')&&svg.getAttribute('viewBox')==='0 0 '+D.width+' '+D.height);
ok('its numbers are those of the axis now',now[0].xh-now[0].xl<.6*(q.xhigh-q.xlow)&&numbers().filter(t=>/^[−0-9.]+$/.test(t)).map(t=>+t.replace('−','-')).every(v=>v>=Math.min(now[0].xl,...now.map(n=>n.yl))-1e-9&&v<=Math.max(now[0].xh,...now.map(n=>n.yh))+1e-9));
ok('the curve moved',groups[0].querySelector('path').getAttribute('d')!==d0);
const old=now[0].xl;svg.dispatchEvent(new PointerEvent('pointerdown',P(.5,.5)));svg.dispatchEvent(new PointerEvent('pointermove',P(.4,.5)));ok('panned',now[0].xl>old);
dispatchEvent(new PointerEvent('pointerup',P(.4,.5)));
svg.dispatchEvent(new KeyboardEvent('keydown',{key:'+',bubbles:true}));ok('by keyboard',now[0].xh-now[0].xl<.5*(q.xhigh-q.xlow));
svg.dispatchEvent(new MouseEvent('dblclick',{bubbles:true}));ok('whole',!svg.classList.contains('zoomed')&&numbers().length===0&&groups[0].querySelector('path').getAttribute('d')===d0);
const s=document.getElementById('step');if(s){s.value=3;s.oninput();ok('slider '+document.getElementById('value').textContent,groups.filter(x=>x.style.opacity==='').length===1);}
}catch(e){R.push('NOT '+e);}
const p=document.createElement('pre');p.id='result';p.textContent=R.join('\n');document.body.append(p);
