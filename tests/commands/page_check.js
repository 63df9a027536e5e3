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
svg.dispatchEvent(new WheelEvent('wheel',{...P(.5,.5),deltaY:-500}));ok('zoomed '+svg.getAttribute('viewBox'),+svg.getAttribute('viewBox').split(' ')[2]<D.width);
svg.dispatchEvent(new PointerEvent('pointerdown',P(.5,.5)));svg.dispatchEvent(new PointerEvent('pointermove',P(.4,.4)));ok('panned '+svg.getAttribute('viewBox'),true);
svg.dispatchEvent(new MouseEvent('dblclick',{bubbles:true}));ok('whole',svg.getAttribute('viewBox')==='0 0 '+D.width+' '+D.height);
const s=document.getElementById('step');if(s){s.value=3;s.oninput();ok('slider '+document.getElementById('value').textContent,groups.filter(x=>x.style.opacity==='').length===1);}
}catch(e){R.push('NOT '+e);}
const p=document.createElement('pre');p.id='result';p.textContent=R.join('\n');document.body.append(p);
