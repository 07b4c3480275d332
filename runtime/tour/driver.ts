/** Where chromedriver is, and that it listens to this machine alone. */
export const driver = {
  'wdio:chromedriverOptions': {
    binary: process.env['CHROMEDRIVER'] ?? '/usr/bin/chromedriver',
    allowedIps: ['127.0.0.1'],
    allowedOrigins: ['http://localhost'],
  },
};
