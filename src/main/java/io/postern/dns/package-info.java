/** Floor 3: questions and answers in our own types; the only home of dnsjava; the neighbours on floor 3 may use it. */
package io.postern.dns;
