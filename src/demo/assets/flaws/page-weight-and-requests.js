for (let part = 0; part < 130; part++) fetch('/static/part/' + part);
