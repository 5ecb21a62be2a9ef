def test_x(tiny_encoder, tiny_tagger, tmp_path):
    from training.run import train
    from training.settings import TrainingSettings
    from labels.taxonomy import Taxonomy
    from tests.invented import invented_rows
    import time
    print(tiny_tagger.logits(["岚川县轴承产业园新开工项目3个，规上工业增加值增长3%。","第3次会议以来，砚浦市上下牢记嘱托、砥砺前行。"]))
    t=time.time()
    r=train(invented_rows(), Taxonomy.load(), str(tiny_encoder), tmp_path/"o", TrainingSettings(folds=2, epochs=2, max_tokens=48), "x.jsonl", print)
    print(time.time()-t, r.tags[:5])
    import os
    os.system(f"ls -la {tmp_path/'o'}; cat {tmp_path/'o'}/config.json {tmp_path/'o'}/tokenizer_config.json; head -c 700 {tmp_path/'o'}/tokenizer.json")
