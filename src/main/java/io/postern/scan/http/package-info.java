/** Scanning over HTTP: messages posted to programs that answer a verdict. */
package io.postern.scan.http;
