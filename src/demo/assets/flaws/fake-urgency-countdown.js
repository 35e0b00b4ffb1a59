let left = 599;
const place = document.getElementById('countdown');
if (place) setInterval(() => { left = left > 0 ? left - 1 : 599; place.textContent = String(Math.floor(left / 60)).padStart(2, '0') + ':' + String(left % 60).padStart(2, '0'); }, 1000);
