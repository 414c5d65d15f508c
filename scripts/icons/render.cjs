// Runs in Electron: draws SVG files as PNGs of the sizes asked for and prints them as JSON.
const { readFileSync } = require('node:fs');
const { app, BrowserWindow } = require('electron');

const jobs = JSON.parse(process.env.SKEIN_ICON_JOBS ?? '[]');

/** In the page: one picture on a transparent ground. */
async function draw(url, size) {
  const image = new Image(size, size);
  image.src = url;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  canvas.getContext('2d')?.drawImage(image, 0, 0, size, size);
  return canvas.toDataURL('image/png').split(',')[1];
}

async function drawAll() {
  const window = new BrowserWindow({ show: false });
  await window.loadURL('data:text/html,<!doctype html>');
  const drawn = [];
  for (const { svg, size } of jobs) {
    const url = `data:image/svg+xml;base64,${readFileSync(svg).toString('base64')}`;
    const call = `(${draw})(${JSON.stringify(url)}, ${size})`;
    drawn.push(await window.webContents.executeJavaScript(call));
  }
  return drawn;
}

app
  .whenReady()
  .then(drawAll)
  .then(
    (drawn) => process.stdout.write(`\n${JSON.stringify(drawn)}\n`, () => app.exit(0)),
    (error) => {
      process.stderr.write(`${error.stack}\n`);
      app.exit(1);
    },
  );
