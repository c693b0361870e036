'use strict';
(function () {
  var plot = document.querySelector('.plot');
  if (plot) {
    var scroll = document.querySelector('.scroll');
    var readout = document.getElementById('readout');
    var zoom = 1;
    var widest = 64;
    var marked = null;

    var show = function (shape) {
      if (marked) { marked.classList.remove('at'); }
      marked = shape;
      if (shape) {
        shape.classList.add('at');
        readout.textContent = shape.querySelector('title').textContent;
      }
    };

    var widen = function (factor) {
      var middle = (scroll.scrollLeft + scroll.clientWidth / 2) / scroll.scrollWidth;
      zoom = factor === 0 ? 1 : Math.min(widest, Math.max(1, zoom * factor));
      plot.style.width = zoom * 100 + '%';
      scroll.scrollLeft = middle * scroll.scrollWidth - scroll.clientWidth / 2;
    };

    document.querySelectorAll('button[data-zoom]').forEach(function (button) {
      button.addEventListener('click', function () { widen(Number(button.dataset.zoom)); });
    });

    plot.addEventListener('mouseover', function (event) {
      var shape = event.target.closest('rect, path');
      if (shape && shape.querySelector('title')) { show(shape); }
    });

    scroll.addEventListener('keydown', function (event) {
      if (event.ctrlKey || event.altKey || event.metaKey) { return; }
      var keys = { '+': 2, '=': 2, '-': 0.5, '0': 0 };
      if (event.key in keys) {
        widen(keys[event.key]);
      } else if (event.key === 'n' || event.key === 'p') {
        var bars = Array.prototype.slice.call(plot.querySelectorAll('rect'));
        if (!bars.length) { return; }
        var at = bars.indexOf(marked) + (event.key === 'n' ? 1 : -1);
        show(bars[(at + bars.length) % bars.length]);
        marked.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      }
    });
    scroll.title = '+ and - widen and narrow, n and p go from bar to bar';
  }

  window.addEventListener('beforeprint', function () {
    document.querySelectorAll('details').forEach(function (details) { details.open = true; });
  });
  document.documentElement.dataset.ready = 'yes';
}());
