// The search works in a Web Worker. Browsers start none from a file, so a page that is opened from a folder has an iframe
// do the worker's work. The site's generator would ask a CDN for such a script; this one is here, and asks nobody.
if (location.protocol === "file:") {
  window.Worker = class {
    constructor(url) {
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.srcdoc = `<script src="${new URL(url, location)}"></script>`;
      this.started = new Promise((resolve) => {
        this.frame.onload = () => {
          this.frame.contentWindow.postMessage = (data) => this.onmessage?.({ data });
          resolve(this.frame.contentWindow);
        };
      });
      document.body.append(this.frame);
    }

    postMessage(data) {
      this.started.then((inside) => inside.onmessage?.({ data }));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
