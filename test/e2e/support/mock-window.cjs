// The page that Vite serves, in a window without the app: `electron mock-window.cjs <url>`.
const { app, BrowserWindow } = require('electron');
const process = require('node:process');

app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1024, height: 640, useContentSize: true });
  return window.loadURL(process.argv.at(-1));
});
